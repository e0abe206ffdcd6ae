select 1 as after_a_mark;
﻿select 2;
