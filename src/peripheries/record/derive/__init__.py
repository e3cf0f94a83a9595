"""Tables of the record from the sources' frames: pure functions, frames in, frames out."""
