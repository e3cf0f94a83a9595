"""The loops of the sampler over plain arrays, compiled at their first call."""
