-- What \pset says.
\pset
\pset bogus 1
\pset format a
\pset format al
\pset format zz
\pset linestyle x
\pset linestyle uni
\pset footer xx
\pset footer
\pset expanded bla
\pset x
\pset expanded auto
\pset fieldsep
\pset recordsep
\pset recordsep_zero
\pset recordsep
\pset fieldsep_zero
\pset fieldsep
\pset title
\pset title foo
\pset tableattr
\pset tableattr x
\pset csv_fieldsep ab
\pset csv_fieldsep '"'
\pset csv_fieldsep ;
\pset pager always
\pset pager
\pset pager
\pset pager foo
\pset pager_min_lines 3
\pset columns 0
\pset columns 80
\pset null
\pset null x
\pset numericlocale
\pset tuples_only
\pset t bogus
\pset t
\pset unicode_border_linestyle foo
\pset unicode_border_linestyle double
\pset unicode_column_linestyle foo
\pset border
\pset border 7
\pset border x
\pset vertical on
\pset
