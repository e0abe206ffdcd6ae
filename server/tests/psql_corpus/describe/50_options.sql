-- How options of the session change what is printed.
\pset null NULL
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset null ''
\x
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\x
\pset format unaligned
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset format aligned
\pset format csv
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset format aligned
\t
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\t
\pset border 2
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset border 1
\pset footer off
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset footer on
\pset title Mine
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset title
\pset linestyle unicode
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset linestyle ascii
\set QUIET on
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\set QUIET off
\pset numericlocale on
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset numericlocale off
\pset tableattr x
\d
\d+ shop.customers
\d shop.orders
\d+ shop.tickets
\d shop.orders_id_seq
\d+ shop.events
\d+ shop.rich
\dt+ shop.*
\dt nothing
\d nothing
\du+ d_*
\dn+
\dn+ shop
\df+ shop.add
\l+ described
\dp shop.*
\dRp+ pub_orders
\dRp pub_*
\dx+ plpgsql
\dF+ shop.ours
\dFp+ shop.d_parser
\dconfig work_mem
\drds
\dl+
\dT+ shop.*
\dD+ shop.*
\dPn+ shop.*
\dy+
\dX
\dO+ shop.*
\des+
\deu+
\det+
\dew+
\dAc btree int4
\dAo btree float_ops
\dAp btree float_ops
\dAf
\dC mood
\dd shop.*
\dc+ shop.*
\da+ shop.*
\ddp
\dL+
\db+
\dFd+ shop.*
\dFt+ shop.*
\dRs+
\drg
\do+ shop.*
\dA+
\sf shop.rows
\sv shop.rich
\pset tableattr
