"""Where the sources of the record lie: one module per place, each giving a Remote to connectors."""
