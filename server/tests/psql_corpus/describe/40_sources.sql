-- Definitions of functions and views.
\sf add
\sf add(int,int)
\sf shop.add(int,int)
\sf shop.add(text,text[])
\sf shop.add
\sf shop.touch
\sf shop.do_it
\sf shop.rows
\sf "Odd Schema"."Odd Fn"
\sf shop.atomic
\sf shop.returned
\sf shop.c_like
\sf shop.windowed
\sf shop.locked
\sf shop.my_sum
\sf nothing
\sf nothing(int)
\sf shop.add(nothing)
\sf shop.on_ddl
\sf
\sf now
\sf abs
\sf upper(text)
\sf pg_catalog.pg_size_pretty
\sf shop.rows ()
\sf shop.rows()
\sf  shop.rows
\sf Shop.ROWS
\sf "shop"."rows"
\sf shop.rows;
\sf shop.rows 5
\sf shop.rows x
\sf a.b.c
\sf shop.(x
\sf 'shop.rows'
\sf+ add
\sf+ add(int,int)
\sf+ shop.add(int,int)
\sf+ shop.add(text,text[])
\sf+ shop.add
\sf+ shop.touch
\sf+ shop.do_it
\sf+ shop.rows
\sf+ "Odd Schema"."Odd Fn"
\sf+ shop.atomic
\sf+ shop.returned
\sf+ shop.c_like
\sf+ shop.windowed
\sf+ shop.locked
\sf+ shop.my_sum
\sf+ nothing
\sf+ nothing(int)
\sf+ shop.add(nothing)
\sf+ shop.on_ddl
\sf+
\sf+ now
\sf+ abs
\sf+ upper(text)
\sf+ pg_catalog.pg_size_pretty
\sf+ shop.rows ()
\sf+ shop.rows()
\sf+  shop.rows
\sf+ Shop.ROWS
\sf+ "shop"."rows"
\sf+ shop.rows;
\sf+ shop.rows 5
\sf+ shop.rows x
\sf+ a.b.c
\sf+ shop.(x
\sf+ 'shop.rows'
\sv rich
\sv shop.rich
\sv shop.rich_safe
\sv shop.checked
\sv shop.checked_all
\sv shop.totals
\sv shop.totals_spaced
\sv "Odd Schema"."Odd View"
\sv shop.orders
\sv shop.tickets
\sv nothing
\sv shop.nothing
\sv pg_stat_activity
\sv pg_catalog.pg_tables
\sv information_schema.columns
\sv
\sv "shop"."rich"
\sv SHOP.RICH
\sv a.b.c.d
\sv described.shop.rich
\sv other.shop.rich
\sv shop.rich extra
\sv 123
\sv shop.
\sv (
\sv 'shop.rich'
\sv+ rich
\sv+ shop.rich
\sv+ shop.rich_safe
\sv+ shop.checked
\sv+ shop.checked_all
\sv+ shop.totals
\sv+ shop.totals_spaced
\sv+ "Odd Schema"."Odd View"
\sv+ shop.orders
\sv+ shop.tickets
\sv+ nothing
\sv+ shop.nothing
\sv+ pg_stat_activity
\sv+ pg_catalog.pg_tables
\sv+ information_schema.columns
\sv+
\sv+ "shop"."rich"
\sv+ SHOP.RICH
\sv+ a.b.c.d
\sv+ described.shop.rich
\sv+ other.shop.rich
\sv+ shop.rich extra
\sv+ 123
\sv+ shop.
\sv+ (
\sv+ 'shop.rich'
\sfx shop.rows
\sf+x shop.rows
\svx shop.rich
\svS shop.rich
\sf++ shop.rows
SET search_path = shop;
\sf touch
\sf+ rows
\sv rich
\sv+ checked_all
\sv rich_safe
\sf quarrel
\pset format unaligned
\sf rows
\sv rich
\t
\sv+ rich
\sf atomic
