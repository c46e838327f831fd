/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the guest test programs share: people, descriptors, and doing things as
 * somebody else. The programs run as SYSTEM. Whatever goes wrong while setting
 * up ends the program; only what is tested is checked.
 */
#ifndef KACS_TESTS_GUEST_GUEST_H
#define KACS_TESTS_GUEST_GUEST_H

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <kacs/kacs.h>
#include "tap.h"

/* The people of the tests: a domain of their own. */
#define DOMAIN_SID "S-1-5-21-1-2-3-"
#define ALICE DOMAIN_SID "1001"
#define BOB DOMAIN_SID "1002"
#define CAROL DOMAIN_SID "1003"	  /* in Administrators */
#define MALLORY DOMAIN_SID "1004" /* in Contractors */
#define CONTRACTORS DOMAIN_SID "1105"

#define EVERYONE "S-1-1-0"
#define ADMINISTRATORS "S-1-5-32-544"
#define SYSTEM "S-1-5-18"

/* One group of a token in JSON, enabled and mandatory. */
#define GROUP(sid) "{\"sid\":\"" sid "\"}"
/* The same with attributes: GROUP_WITH(sid, "\"owner\",\"enabled\""). */
#define GROUP_WITH(sid, attributes) \
	"{\"sid\":\"" sid "\",\"attributes\":[" attributes "]}"

/* The mask of a privilege by the end of its constant's name: SE(BACKUP). */
#define SE(name) KACS_PRIVILEGE(KACS_SE_##name)

/*
 * Who a token is for. Everybody is in Everyone, Authenticated Users and Users
 * and projects to the uid and gid of the last part of the SID.
 */
struct person {
	const char *user;      /* default: ALICE */
	const char *groups;    /* further ones: GROUP(...) "," GROUP(...) */
	const char *integrity; /* default: "medium" */
	uint64_t privileges;   /* enabled, besides the two of everybody */
	uint64_t disabled;     /* present, not enabled */
	bool bare;	       /* without the two privileges of everybody */
	const char *more;      /* further JSON: "\"write_restricted\":true" */
};

/**
 * mint - a token for a person
 * @person: who
 *
 * Return: a token descriptor with all rights.
 */
int mint(const struct person *person);

#define token_for(...) mint(&(const struct person){__VA_ARGS__})

/* A token from its JSON. */
int mint_json(const char *json);

/* The specification that mint() would give to the kernel; freed by free(). */
uint8_t *person_spec(const struct person *person, size_t *len);

/* Tokens of the four people, made by meet_people(). */
extern int alice, bob, carol, mallory;

/* Make the tokens of the four and a directory of this program's own to be in. */
void meet_people(const char *program);

/* The working directory that meet_people() made, absolute. */
const char *own_directory(void);

/* Make the caller's process that of a token; ends the process on failure. */
void become(int token);

/* A child that is a token's process; its exit status is what it reports. */
pid_t as_fork(int token);

/* Somebody's process that waits to be ended; its pidfd in @pidfd. */
pid_t bystander(int token, int *pidfd);
__attribute__((noreturn)) void as_exit(long returned);
int as_wait(pid_t child);

/*
 * The errno of a call made by a process of a token, 0 for success. The call is
 * an expression that is -1 and sets errno when it fails. A child that dies by a
 * signal gives 1000 and the signal's number.
 */
#define as(token, call)                          \
	({                                       \
		pid_t as_child = as_fork(token); \
		if (as_child == 0) {             \
			errno = 0;               \
			as_exit((long)(call));   \
		}                                \
		as_wait(as_child);               \
	})

/* The exit status of a process of a token that calls this. */
int as_status(int token, int (*call)(void));

/* One result: what such a call gives. */
#define tap_as(token, call, expected, ...)                           \
	({                                                           \
		int tap_as_errno = as((token), (call));              \
		tap_check_errno(tap_as_errno ? -1 : 0, tap_as_errno, \
				(expected), __LINE__, __VA_ARGS__);  \
	})

/*
 * The record of the last refusal, of this process or of one it started, which
 * is cleared; static. NULL and errno: there is none.
 */
struct kacs_denial *any_denial(void);

/* The same, which must be there. */
struct kacs_denial *last_denial(void);

/* A stream socket that listens at an abstract address, and a way to reach it. */
int listen_abstract(const char *name);
int reach_abstract(const char *name);

/* Set the parts of a file's descriptor that SDDL names. -1 and errno. */
int set_sd_at(int dirfd, const char *path, const char *sddl, uint32_t flags);
int set_sd(const char *path, const char *sddl);

/* The same while setting up. */
void give_sd(const char *path, const char *sddl);

/* The bytes of SDDL text; freed by free(). */
uint8_t *sd_bytes(const char *sddl, size_t *len);

/**
 * sd_text - parts of a file's descriptor as canonical SDDL
 * @path: the file; a symbolic link is not followed
 * @information: KACS_*_SECURITY_INFORMATION
 *
 * Return: static text, "errno NAME" if it cannot be read.
 */
const char *sd_text(const char *path, uint32_t information);
const char *sd_text_at(int dirfd, const char *path, uint32_t information,
		       uint32_t flags);

/* Owner, group and DACL of the descriptor of the calling process. */
const char *own_process_sd(void);

/* What it is when nobody has set another (5.3), of a user's own group. */
#define DEFAULT_PROCESS_SD(user)                                           \
	"O:" user "G:" user "D:(A;;GA;;;" user ")(A;;GA;;;BA)(A;;GA;;;SY)" \
	"(A;;0x1000;;;WD)"

#define OGD                                                                  \
	(KACS_OWNER_SECURITY_INFORMATION | KACS_GROUP_SECURITY_INFORMATION | \
	 KACS_DACL_SECURITY_INFORMATION)

/* A new file with content "content\n" and a descriptor, while setting up. */
void make_file(const char *path, const char *sddl);
void make_directory(const char *path, const char *sddl);

/* Let one SID have these rights to a file, and nobody else have any. */
void give_rights(const char *path, const char *sid, uint32_t mask);
void make_file_with(const char *path, const char *sid, uint32_t mask);
void make_directory_with(const char *path, const char *sid, uint32_t mask);

/* A copy of a file, while setting up. */
void copy_file(const char *from, const char *to, mode_t mode);

/* Milliseconds on a clock that only goes on. */
int64_t now_ms(void);

/* Remove what is there, if anything. */
void remove_file(const char *path);

/* Aborts unless the value is at least 0; returns it. */
#define must(call)                        \
	({                                \
		long must_value = (call); \
		if (must_value < 0)       \
			tap_abort(#call); \
		must_value;               \
	})

/* A call that is to be done on a new handle "fd", which is closed then. */
#define with_fd(opened, call)                                             \
	({                                                                \
		int fd = (opened);                                        \
		long with_result = fd < 0 ? OPEN_FAILED() : (long)(call); \
		int with_errno = errno;                                   \
		if (fd >= 0)                                              \
			close(fd);                                        \
		errno = with_errno;                                       \
		with_result;                                              \
	})

/* The same by open(): with_open(path, flags, call(fd)). */
#define with_open(path, flags, call) \
	with_fd(open((path), (flags) | O_CLOEXEC, 0666), call)

/* An open that was not what the test is about: an errno nobody expects. */
#define OPEN_FAILED() (errno = EXFULL, -1L)

#endif /* KACS_TESTS_GUEST_GUEST_H */
