-- Every command, with patterns.
\da my_*
\da shop.my_sum
\da sum
\da "my_sum"
\da nothing
\da a.b.c
\daS avg
\daS *.min
\dA *tree
\dA d_heap
\dA nothing
\dA a.b
\dA "D Tree"
\dA+ d*
\dA+ "D Tree"
\dAc btree int4
\dAc gist
\dAc "D Tree"
\dAc hash *
\dAc * mood
\dAc btree shop.*
\dAc nothing
\dAc a.b
\dAc btree a.b
\dAc hash integer
\dAc btree a.b.c.d
\dAc+ btree int4
\dAc+ gist box
\dAc+ * float
\dAc+ * "Odd Schema".*
\dAf btree
\dAf gist box
\dAf hash mood
\dAf nothing nothing
\dAf * int
\dAf+ btree int2
\dAf+ gist
\dAf+ * box
\dAo btree integer_ops
\dAo gist shop.*
\dAo hash float_ops
\dAo nothing
\dAo btree *.fam
\dAo * box_ops
\dAo+ btree float_ops
\dAo+ gist boxes
\dAo+ * fam
\dAp btree integer_ops
\dAp gist box*
\dAp hash *bool*
\dAp spgist
\dAp nothing x
\dAp+ btree float_ops
\dAp+ gist *.boxes
\dAp+ * fam
\db d_*
\db pg_*
\db "D Odd Space"
\db nothing
\db a.b
\db+ d_space
\db+ "D Odd Space"
\dc to_*
\dc *.*latin*
\dc nothing
\dc "Odd Schema".*
\dc a.b.c
\dcS utf8_to_k*
\dc+ to_latin
\dc+ shop.*
\dc+ pg_catalog.*1250*
\dC mood
\dC *.mood
\dC int
\dC shop.*
\dC bigint
\dC nothing
\dC numeric
\dC xml*
\dC a.b.c
\dC+ mood
\dC+ text
\dC+ point*
\dC+ integer
\dd orders*
\dd shop.*
\dd fam
\dd "Odd*"
\dd nothing
\dd long_name
\dd a.b.c
\dd pg_catalog.int4_ops
\dd *mine*
\ddS int*_ops
\ddS shop.*
\dD positive
\dD shop.per*
\dD "Odd Schema".*
\dD nothing
\dD information_schema.*
\dD a.b.c
\dD+ percent
\dD+ *.name_of
\dD+ "Odd Schema".*
\dD+ information_schema.yes*
\dDS *
\ddp d_owner
\ddp shop
\ddp *
\ddp "D Odd.Role"
\ddp nothing
\ddp a.b.c
\ddp a.b
\des far
\des "Odd Server"
\des f*
\des nothing
\des a.b
\des+ far
\des+ "Odd Server"
\des+ *
\det far_away
\det shop.*
\det "Odd*"
\det nothing
\det a.b.c
\det *.far*
\det+ shop.far*
\det+ *.*
\deu far
\deu d_*
\deu postgres
\deu nothing
\deu a.b
\deu "Odd Server"
\deu+ far
\deu+ *
\deu+ "Odd Server"
\dew dummy
\dew *
\dew nothing
\dew a.b
\dew p*
\dew+ dummy
\dew+ *
\df shop.*
\df add
\df shop.add
\df shop.add int
\df shop.add int4 integer
\df shop.add text text[]
\df shop.add int -
\df shop.add int int int
\df shop.add shop.*
\df "Odd Schema".*
\df "Odd Schema"."Odd Fn" "Odd Schema"."Odd Type"
\df shop.* "mood[]"
\df *.*quarrel*
\df nothing
\df a.b.c
\df pg_catalog.abs
\df abs integer
\df int4* int int
\df *.rows
\df sum
\df upper text
\df upper anyrange
\df format
\df shop.windowed
\df pg_*size float4 varchar
\df lower(x
\df+ shop.*
\df+ abs
\df+ shop.add
\df+ "Odd Schema".*
\df+ shop.r*
\df+ pg_catalog.upper
\df+ concat
\df+ shop.atomic
\dfS upper
\dfS *.add
\dfS+ abs
\dfn shop.*
\dfa shop.*
\dfa sum int
\dfp *.do_it
\dfp shop.*
\dft shop.*
\dfw shop.*
\dfw rank
\dfnw shop.*
\dfnw *.rank
\dfq
\dfx abs
\dfnz abs
\df+S abs
\dfSn+ shop.add
\dfnx shop.add
\dfx+ shop.add
\df+x shop.add
\dF ours
\dF english
\dF *.s*
\dF "Odd Schema".*
\dF nothing
\dF a.b.c
\dF+ shop.ours
\dF+ "Odd Schema".*
\dF+ english
\dF+ simple
\dF+ nothing
\dF+ pg_catalog.a*
\dFd short*
\dFd shop.*
\dFd *
\dFd nothing
\dFd sim*
\dFd+ shop.*
\dFd+ simple
\dFd+ *.*english*
\dFp *
\dFp shop.*
\dFp default
\dFp "Odd Schema".*
\dFp nothing
\dFp+ default
\dFp+ shop.d_parser
\dFp+ "Odd Schema".*
\dFp+ nothing
\dFp+ shop.*
\dFt *
\dFt shop.*
\dFt sim*
\dFt nothing
\dFt+ *
\dFt+ "Odd Schema".*
\dFt+ ispell
\dg d_*
\dg pg_*
\dg "D Odd.Role"
\dg nothing
\dg a.b
\dg D*
\dg+ d_reader
\dg+ "D*"
\du d_*
\du pg_monitor
\du d?owner
\du d_(reader|login)
\du+ d_*
\duS *read*
\di shop.*
\di *pkey
\di "Odd Schema".*
\di nothing
\di+ shop.*
\di+ "Odd Schema".*
\diS pg_class*
\dl x
\dl 4711
\dL sql
\dL pl*
\dL "Odd Lang"
\dL nothing
\dL a.b
\dL described.sql
\dL a.b.c
\dL+ plodd
\dL+ *
\dL+ sql
\dL+ "Odd Lang"
\dm shop.*
\dm tot*
\dm+ shop.*
\dn shop
\dn "Odd Schema"
\dn pg_*
\dn nothing
\dn s*
\dn a.b
\dn described.shop
\dn a.b.c
\dn empty
\dn+ shop
\dn+ hidden
\dn+ *
\dn+ information_schema
\do ===
\do shop.===
\do shop.=== int int
\do *.!!! mood
\do ||
\do || text text
\do - int
\do - - int
\do <-> box
\do "Odd Schema".*
\do nothing
\do *.=== int
\do + integer integer
\do a.b.c
\do + a.b.c.d
\do @@
\do+ shop.*
\do+ === int
\do+ "Odd Schema".*
\do+ || jsonb
\doS &&
\dO german
\dO shop.*
\dO "Odd Schema".*
\dO "C"
\dO c
\dO nothing
\dO a.b.c
\dO *.posix
\dO shop.plain
\dO+ shop.*
\dO+ "C"
\dO+ *.german
\dO+ ucs*
\dOS "POSIX"
\dp shop.*
\dp orders
\dp "Odd Schema".*
\dp nothing
\dp pg_catalog.pg_class
\dp a.b.c
\dp *.scratch*
\z shop.orders
\z *.customers
\z pg_catalog.pg_proc
\z nothing
\zS pg_class
\dpS pg_auth*
\zx shop.orders
\dP shop.*
\dP events*
\dP "Odd*"
\dP nothing
\dP *.hashed*
\dP+ shop.*
\dP+ *.events_*
\dPt shop.*
\dPi shop.*
\dPn shop.*
\dPn+ shop.*
\dPti shop.*
\dPx shop.*
\dPtn+ shop.events*
\dPin+ shop.*
\drds d_login
\drds d_login described
\drds nothing
\drds nothing described
\drds *
\drds d_* x
\drds "" described
\drds postgres
\drds * described
\drds a.b
\drds "D*" *
\drg d_*
\drg d_login
\drg nothing
\drg "D Odd.Role"
\drg pg_monitor
\drg a.b
\drgS pg_mon*
\drgS *
\dRp pub_*
\dRp "Pub Empty"
\dRp nothing
\dRp a.b
\dRp *
\dRp+ pub_all
\dRp+ pub_orders
\dRp+ pub_shop
\dRp+ pub_both
\dRp+ "Pub Empty"
\dRp+ *
\dRp+ nothing
\dRp+ a.b
\dRp+ pub_g*
\dRs d_sub
\dRs *
\dRs nothing
\dRs a.b
\dRs "D Sub 2"
\dRs+ d_sub
\dRs+ "D*"
\dRs+ *
\dRs+ nothing
\ds shop.*
\ds *_seq
\ds "Odd Schema".*
\ds+ shop.*
\dE shop.*
\dE far*
\dE+ shop.*
\dt shop.*
\dt orders
\dt *.orders
\dt "Odd Schema".*
\dt shop."orders"
\dt ORDERS
\dt shop.o*
\dt shop.order[a-z]
\dt shop.(orders|customers)
\dt "shop.orders"
\dt shop.nothing
\dt nothing
\dt described.shop.orders
\dt DESCRIBED.shop.orders
\dt other.shop.orders
\dt a.b.c.d
\dt *.*.orders
\dt "described".shop.o*
\dt .orders
\dt shop.
\dt ""
\dt "Odd Schema"."$dollar"
\dt "Odd Schema".$dollar
\dt *."a|b"
\dt *.a|b
\dt *.ünïcode
\dt *.ÜNÏCODE
\dt *."*漢*"
\dt shop.?rders
\dt shop.o.*
\dt shop..*
\dt "Odd ""Schema"""
\dt "a.b".c
\dt *."Odd ""Table"""
\dt shop.orders customers
\dt "
\dt shop.orders;
\dt shop."ord"ers
\dt Odd*.*
\dt sh"o"p.ORD"e"rs
\dt 'shop.o\\wders'
\dt shop.it's
\dt shop.or+ders
\dt shop.ord{1}ers
\dt shop.^orders
\dt (
\dt shop.[
\dt pg_toast.pg_toast_1255
\dt+ shop.*
\dt+ "Odd Schema".*
\dtS pg_d*
\dtS shop.orders
\dtS+ pg_database
\dtv shop.*
\dtvmisE shop.*
\dtvmisE+ shop.*
\dit+ shop.ord*
\dts nothing
\dsE shop.*
\dvm+ shop.*
\dti nothing
\dti shop.orders*
\dtx shop.orders
\dtx+ shop.orders
\dtE nothing
\dtq shop.orders
\dT mood
\dT shop.*
\dT "Odd Schema".*
\dT int
\dT int[]
\dT integer
\dT float
\dT double precision
\dT decimal
\dT decimal[]
\dT bool[]
\dT varchar[]
\dT "double precision"
\dT "timestamp with time zone"
\dT mood[]
\dT shop.mood[]
\dT _int4
\dT nothing
\dT *.*floats*
\dT a.b.c
\dT INT
\dT+ mood
\dT+ shop.*
\dT+ "Odd Schema".*
\dT+ int
\dT+ int[]
\dTS point
\dTS void
\dTS *.floats
\dTS+ oid
\dTS+ any*
\dv shop.*
\dv pg_stat_act*
\dv "Odd Schema".*
\dv nothing
\dv+ shop.*
\dvS pg_stat_w*
\dx *
\dx plpgsql
\dx h*
\dx nothing
\dx a.b
\dx+ plpgsql
\dx+ hstore
\dx+ file_fdw
\dx+ nothing
\dx+ *fdw
\dx+ a.b
\dX *
\dX shop.*
\dX *.orders*
\dX "Odd Schema".*
\dX nothing
\dX a.b.c
\dX+ shop.*
\dy d_*
\dy "D Off"
\dy nothing
\dy a.b
\dy+ d_*
\dy+ *
\dconfig max_conn*
\dconfig work_mem
\dconfig WORK_MEM
\dconfig a.b
\dconfig nothing
\dconfig *wal_s*
\dconfig datestyle
\dconfig DateStyle
\dconfig plpgsql.*
\dconfig+ work_mem
\dconfig+ shared_buffers
\dconfig+ log_min_m*
\dconfig+ max_con*
\dconfigx work_mem
\l *
\l described
\l "D Odd"
\l nothing
\l a.b
\l template?
\l+ described
\l+ "D Odd"
\list described
\list+ "D Odd"
\lx described
\l+x "D Odd"
\dZ
\dq x
\dAx
\dAc+x btree int4
\deq
\de
\dRx
\dr
\dFx ours
\dFq
\dRpx pub_all
\drgx d_login
\dxx plpgsql
\dx+x plpgsql
\dnx shop
\ddx
\ddpx
\dcx to_*
\dconfigx+ work_mem
\dAcz
\dbz
\dCz mood
\duz d_owner
\dnz shop
\dxz plpgsql
\dyz d_ddl
\lz
\zz
\d+x shop.tickets
\dx+x
\dSx shop.tickets
\d+x shop.checked
\l++
\lxx
\listx
\list+x
\lo_listx
\lo_list++
\lo_listz
\zSS
\zSx shop.orders
\dRpq
\dRp+x pub_all
\dRs+x d_sub
\dFp+x shop.d_parser
\dF+x shop.ours
\dFzz
\dAcx gist box
\dAzz
\deszz
\desx+ far
\dtzz shop.orders
\dPz
\dPzz
\dPtz shop.events
\dPtx shop.events
\dfx
\drd
\drdsx
\drz
\drdz
\dconfi
\ddpq
\dgx d_owner
\dm+x shop.*
\df shop.add x y z
\do + integer integer integer
\dAc btree int4 extra
\dAf gist box extra more
\drds d_login described extra
\dt shop.orders extra
\da shop.* extra
\sf+ shop.touch extra
\dconfig work_mem extra
\dRp+ pub_all extra
