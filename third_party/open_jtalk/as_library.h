/* Included ahead of each C source, and of MeCab's door in C++: a library neither ends its process nor writes to its terminal. */
#ifndef DRAGOMAN_THIRD_PARTY_OPEN_JTALK_AS_LIBRARY_H
#define DRAGOMAN_THIRD_PARTY_OPEN_JTALK_AS_LIBRARY_H

#include <stdio.h>
#include <stdlib.h>

#ifdef __cplusplus
#include <iostream> /* which undoes such macros */

extern "C"
#endif
__attribute__((noreturn)) void open_jtalk_gave_up(void);

#define exit(status) open_jtalk_gave_up()
#define fprintf(...) ((void)0)

#endif
