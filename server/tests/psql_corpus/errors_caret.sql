-- Where the caret stands: tabs, wide characters, carriage returns, lines that are cut.
select	nope;
	select		'x',	nope;
select '日本語', nope;
select 'é', 'é', '‍', '👩', nope;
select 'a',
  'b',


  nope,
  'c';
select 'a',
  'b',
  nope,
 'c';
select 'a', nope, 2;
select aaaaaaaaaa, aaaaaaaaaa, aaaaaaaaaa, aaaaaaaaaa, aaaaaaaaaa, aaaaaaaaaa, aaaaaaaaaa, aaaaaaaaaa, 1;
select 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, nope;
select 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, nope, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3;
select 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, nope, 2, 2, 2, 2, 2, 3;
select '日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語', nope, '日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語';
select '日本語日本語日本語日本語日本語日本語日本語日本語日本語a', nope;
select '日本語日本語日本語日本語日本語日本語日本語日本語日本語', nope, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
select		1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	1,	nope,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2,	2;
select * from (select 1
  from) x;
;
selec;
select 1 +;
select (1;
select "unterminated" from nope;
select $1;
select 1 as "a	b", nope;
update strict set nope = 1 where i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 1 or i = 2;
/* a comment
  of lines */ select nope -- and more
, 1;
-- first
select nope;
select 'multi
line
literal' , nope
;
select 1 \; select nope \; select 2;
select 1, nope \g
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 1234567890, 1234567890;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 12345, 12345;
select '日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select '日日日日日日日日日日日日日日日日日日日日日日日日日日日日日', nope, '漢字', '漢字', '漢字';
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopey;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nopeyyyyyyyyyyyyy;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字字字字字字;
select 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope字字字字字字字字字字字字字;
