-- The commands that there is help on, and what is found.
\h
\h commit prepared
\h COMMIT prepared x
\h nonsense command;
