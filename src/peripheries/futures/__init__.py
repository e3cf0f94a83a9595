"""What might have happened, and what may: simulated from the fitted model, month by month."""
