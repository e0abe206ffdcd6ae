-- The commands that list; 00_setup.sql comes before.
\d
\dt
\dt+
\dtS pg_d*
\dt shop.*
SET search_path = shop, public;
\d
\d+
\dt
\dt+
\di
\di+
\dv
\dv+
\dm
\dm+
\ds
\ds+
\dE
\dE+
\dtvs
\dtvmisE
\dti+ o*
\dit ord*_*
\dtS orders
\dt "Odd Schema".*
\dt "Odd Schema"."Odd ""Table"""
\dt ODD*.*
\dt nothing_such
\dv nothing_such
\di nothing_such.x
\dt a.b.c
\dt a.b.c.d
\dt *.orders
\dt s?op.o*
\dt order[a-z]
\dt (orders|customers)
\dt "order*"
\dt shop.
\dt .orders
\dt ""
\d s*.tick*
\dt pg_toast.pg_toast_1255
\l template*
\l nothing_such
\l a.b
\list template0
\du corpus*
\du+ corpus*
\dg corpus*
\du nothing_such
\du a.b
\dn
\dn+ shop
\dn s*
\dnS
\dn a.b
\dn nothing_such
\dx
\dx+
\dx+ nothing_such
\dx nothing*
\db
\db+ pg_global
\dp
\dp orders
\z customers
\z shop.*
\dp pg_catalog.pg_class
\ddp
\dT
\dT+
\dT mood
\dT int
\dT int[]
\dT shop.*
\dTS point
\dD
\dD+
\df
\df+ add
\df add
\df add int
\df add text text[]
\df add int - 
\dfa
\dfn
\dfp
\dft
\dfw
\dfnp
\dfx
\df pg_catalog.abs
\df pg_catalog.abs integer
\dfS pg_size_pretty
\da
\da+ my_sum
\daS sum
\dA
\dA+
\dL
\dL+
\dy
\dy+
\dX
\dX orders*
\do
\do ===
\do+ ===
\do pg_catalog.|| text text
\do - int
\des
\des+
\dl
\dP
\dP+
\dPt
\dPi
\dPn
\dPtn+
\dPin
\dP events*
\drds
\drds corpus_login
\drds nothing_such
\drds nothing_such nowhere
\dconfig max_conn*
\dconfig+ work_mem
\dconfig a.b
\dZ
\dfq
\pset expanded on
\dt orders
\du corpus*
\l template0
\pset expanded off
\pset format unaligned
\dt
\du corpus*
\pset format csv
\dn
\pset format aligned
\pset tuples_only on
\dt
\pset tuples_only off
\pset null NULL
\dt+
\dn+
