/* Nothing: the code is in Debian's library. ISO C wants one declaration in a file. */
typedef int invigil_empty;
