-- Relations in full; 00_setup.sql comes before.
\d orders
\d shop.orders
\d+ shop.orders
SET search_path = shop, public;
\d orders
\d+ orders
\d customers
\d+ customers
\d rich
\d+ rich
\d+ rich_safe
\d totals
\d+ totals
\d tickets
\d orders_id_seq
\d+ customers_id_seq
\d scratch
\d+ scratch_seq
\d events
\d+ events
\d events_2024
\d+ events_2024
\d+ events_rest
\d+ events_rest_a
\d+ events_pkey
\d events_kind
\d event_notes
\d parent
\d+ parent
\d child_one
\d+ child_two
\d typed
\d+ typed
\d nothing
\d point3
\d+ point3
\d far_away
\d+ far_away
\d orders_pkey
\d+ customers_lower
\d orders_customer_placed_key
\d orders_during_excl
\d orders_nulls
\d+ orders_including
\d "Odd Schema".*
\d Odd*.*
\d order*
\d nothing_such
\d nothing_such.*
\d a.b.c
\d a.b.c.d
\d pg_catalog.pg_locks
\d+ pg_catalog.pg_class
\d pg_toast.pg_toast_1255
\d+ pg_toast.pg_toast_1255
\d information_schema.sequences
\d pg_stat_activity
\dS+ pg_database
\pset expanded on
\d typed
\d tickets
\pset expanded off
\pset border 2
\d orders
\pset border 1
\pset format unaligned
\d orders
\pset format csv
\d orders
\pset format aligned
\pset tuples_only on
\d orders
\pset tuples_only off
\pset null NULL
\d orders
\d+ scratch
\pset format wrapped
\pset columns 60
\d+ customers
