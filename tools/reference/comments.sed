# Plain comments become Doxygen's: lines above a declaration, and those behind one.
/^\/\* -{5,}/d
1s@^// ([a-z_]+\.[ch]pp) - @/// \\file\n/// @
1s@^// ([a-z_]+): @/// \\file\n/// @
1s@^/\* ([a-z_]+\.h) - @/** \\file\n * @
s@^( *)//( |$)@\1/// @
s@([;,{}]) +// @\1  ///< @
s@^/\* @/** @
s@([;,{0-9]) +/\* @\1 /**< @
