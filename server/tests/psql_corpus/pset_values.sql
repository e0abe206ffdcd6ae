-- Values of every setting, good and bad.
\pset xheader_width
\pset xheader_width 5
\pset xheader_width col
\pset xheader_width page
\pset xheader_width full
\pset xheader_width foo
\pset xheader_width 0
\pset xheader_width -1
\pset xheader_width 12x
\pset xheader_width COLUMN
\pset
\pset border -5
\pset border 3
\pset border 65536
\pset border 99999999999
\pset border 65537
\pset columns -3
\pset columns 9999999999
\pset pager_min_lines -4
\pset pager_min_lines
\pset pager_min_lines 1
\pset pager_min_lines 2
\pset format ''
\pset format H
\pset format LATEX
\pset format latex-
\pset format latex
\pset format troff
\pset format asciidoc
\pset format html
\pset format wrap
\pset format unaligned
\pset format c
\pset format u
\pset format t
\pset linestyle ''
\pset linestyle a
\pset linestyle o
\pset linestyle ASCII
\pset unicode_border_linestyle ''
\pset unicode_border_linestyle D
\pset expanded ''
\pset expanded a
\pset expanded AUTO
\pset expanded on extra
\pset expanded 1
\pset expanded 0
\pset expanded o
\pset x maybe
\x maybe
\x auto
\x
\x
\pset vertical
\pset tuples_only maybe
\t maybe
\t on
\t off
\t
\t
\pset footer maybe
\pset footer ''
\pset pager ''
\pset pager a
\pset pager on
\pset pager off
\pset pager 1
\pset numericlocale on
\pset numericlocale maybe
\pset numericlocale
\pset null ''
\pset null 'it''s "x"'
\pset title 'a''b
\pset title 'a\nb'
\pset
\C
\C foo;
\C 'foo bar' baz
\T 'border=1'
\T
\f
\f ,
\f '\t'
\pset fieldsep
\pset fieldsep ''
\pset recordsep ''
\pset recordsep '\r'
\pset recordsep
\pset fieldsep_zero x
\pset fieldsep
\pset recordsep_zero on
\pset recordsep
\pset recordsep '\n'
\pset csv_fieldsep ''
\pset csv_fieldsep é
\pset csv_fieldsep '\t'
\pset csv_fieldsep '\n'
\pset csv_fieldsep '\r'
\pset csv_fieldsep
\pset ''
\pset Border 1
\pset BORDER 1
\a
\a
\pset format html
\a
\a
\H
\H
\pset format latex
\H
\H
\pset format wrapped
\a
\a
\pset format csv
\H
\a
\a
\t foo
\x foo;
\x on;
\t off;
\pset border 2;
\pset format aligned;
\pset null foo;
\pset
