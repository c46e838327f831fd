/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The steps in which one security module's guest differs from another's. A
 * NULL step is not needed.
 */
#ifndef KACS_TESTS_BENCH_GUEST_INIT_H
#define KACS_TESTS_BENCH_GUEST_INIT_H

#include <stddef.h>

struct module {
	const char *name;	    /* as in /sys/kernel/security/lsm */
	void (*load)(void);	    /* the policy, before the tree is mounted */
	void (*label_root)(void);   /* the mounted, empty tmpfs */
	void (*label_tree)(void);   /* every object that was made in it */
	void (*become_user)(void);  /* in the child, instead of setuid() */
	void (*enter_domain)(void); /* in the child, an ordinary user */
	void (*enforce)(void);	    /* after the program's execve */
	void (*describe)(void);	    /* print what was in force */
};

extern const struct module module_kacs;
extern const struct module module_selinux;
extern const struct module module_apparmor;

/**
 * fail() - print what failed and errno's reason, and end the guest.
 * @what: the thing that failed, usually a path.
 */
void fail(const char *what) __attribute__((noreturn));

/**
 * read_file() - read a file's text, at most @room - 1 bytes, and end it.
 * @path: the file; the guest ends if it cannot be opened.
 * @text: where to.
 * @room: bytes there.
 *
 * Return: the bytes read, without the ending NUL.
 */
size_t read_file(const char *path, char *text, size_t room);

/**
 * write_file() - write an existing file with one write(), or end the guest.
 * @path: the file.
 * @bytes: what to write.
 * @size: bytes of it.
 */
void write_file(const char *path, const void *bytes, size_t size);

/**
 * load_file() - read a whole regular file into memory, or end the guest.
 * @path: the file.
 * @size: set to its bytes.
 *
 * Return: the bytes, NUL-terminated; the caller frees them.
 */
void *load_file(const char *path, size_t *size);

#endif /* KACS_TESTS_BENCH_GUEST_INIT_H */
