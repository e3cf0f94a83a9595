"""The report: results in, one self-contained HTML file out."""

from peripheries.report.build import build_report

__all__ = ["build_report"]
