//! Postmortems from a journal or a pasted timeline: the model, the timeline and one file for each output.
