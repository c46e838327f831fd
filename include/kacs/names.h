/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Names for people: SIDs, rights, privileges, levels, steps.
 *
 * Nothing here takes part in a decision; decisions compare bytes.
 *
 * Ownership: results are written where the caller says; nothing that is passed
 * is kept.
 *
 * Context: safe in any thread. A table of principals does not change once it is
 * loaded, so that threads may share it; freeing must come after the last use.
 */
#ifndef KACS_NAMES_H
#define KACS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <kacs/diagnostic.h>
#include <kacs/sd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Room for the longest S-1-... and its NUL. */
#define KACS_SID_TEXT_BYTES 200u

/* Room for any name that kacs_sid_name() gives. */
#define KACS_NAME_BYTES 256u

/* Where an administrator names principals: lines of name, TAB, SID. */
#define KACS_PRINCIPALS_PATH "/etc/kacs/principals"

/* A kind of object that programs have, not the kernel: a directory service's. */
#define KACS_OBJECT_DS 0x100u

/* A table of principals read from a file. */
struct kacs_principals;

/**
 * kacs_principals_load - read a table of principals
 * @path: the file; one that does not exist is an empty table
 * @diagnostic: out, may be NULL; .offset is of the offending line's first byte
 * @principals: what to free; nothing happens to NULL
 *
 * Return: the table, or NULL with errno set. kacs_principals_free() returns
 * nothing.
 *
 * Errors:
 * EINVAL: a line is not a name, a TAB and a SID, or a name has over 255 bytes;
 *	.offset is of its first byte
 * EACCES, EISDIR, ELOOP, EMFILE, ENFILE, ENOTDIR: @path cannot be opened
 * ENOMEM: out of memory
 *
 * Ownership: The table is freed with kacs_principals_free(). Explanations that
 * use it must have been freed before.
 */
struct kacs_principals *
kacs_principals_load(const char *path, struct kacs_diagnostic *diagnostic);
void kacs_principals_free(struct kacs_principals *principals);

/**
 * kacs_sid_to_text - the S-1-... form of a SID (2.1)
 * @sid: its bytes
 * @len: how many there are, at least as many as the SID has
 * @out: out: NUL-terminated
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: the bytes are no SID
 */
int kacs_sid_to_text(const uint8_t *sid, size_t len,
		     char out[KACS_SID_TEXT_BYTES]);

/**
 * kacs_sid_from_text - the bytes of an S-1-... text
 * @text: the whole text; the authority and sub-authorities decimal or 0x
 * @out: out: the bytes of the SID
 * @len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is no SID; .offset is the character
 */
int kacs_sid_from_text(const char *text, uint8_t out[KACS_SID_MAX_BYTES],
		       size_t *len, struct kacs_diagnostic *diagnostic);

/**
 * kacs_sid_of_service - the SID of a service, from its name (2.2)
 * @name: of 1 to 256 characters of ASCII; its case does not matter
 * @out: out: S-1-5-80- and five numbers
 * @len: out: its length
 * @diagnostic: out, may be NULL; .offset is the character
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @name is empty, has over 256 characters or one that is not ASCII
 */
int kacs_sid_of_service(const char *name, uint8_t out[KACS_SID_MAX_BYTES],
			size_t *len, struct kacs_diagnostic *diagnostic);

/**
 * kacs_sid_of_capability - the SID of a capability, from its name (2.2)
 * @name: of 1 to 256 characters of ASCII; its case does not matter
 * @out: out: a well-known one, or else S-1-15-3- and eight numbers
 * @len: out: its length
 * @diagnostic: out, may be NULL; .offset is the character
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @name is empty, has over 256 characters or one that is not ASCII
 */
int kacs_sid_of_capability(const char *name, uint8_t out[KACS_SID_MAX_BYTES],
			   size_t *len, struct kacs_diagnostic *diagnostic);

/**
 * kacs_sid_name - what people call a SID
 * @sid: a SID
 * @len: its length
 * @principals: a table that is asked first, or NULL
 * @out: out: the name; the S-1-... form when there is none
 *
 * Return: true when it has a name.
 */
bool kacs_sid_name(const uint8_t *sid, size_t len,
		   const struct kacs_principals *principals,
		   char out[KACS_NAME_BYTES]);

/**
 * kacs_sid_from_name - the SID that a name, an SDDL alias or an S-1-... means
 * @name: without regard to case; "BUILTIN\" and "NT AUTHORITY\" may be left
 *	out. "SERVICE\NAME" and "CAPABILITY\NAME" are computed.
 * @principals: a table that is asked first, or NULL
 * @out: out: the bytes of the SID
 * @len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: nobody has that name, or @name begins with S- and is no SID
 */
int kacs_sid_from_name(const char *name,
		       const struct kacs_principals *principals,
		       uint8_t out[KACS_SID_MAX_BYTES], size_t *len,
		       struct kacs_diagnostic *diagnostic);

/* Room for a GUID and its NUL. */
#define KACS_GUID_TEXT_BYTES 37u

/**
 * kacs_guid_from_text - the bytes of a GUID (MS-DTYP 2.3.4.3)
 * @text: the whole text: xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx in hexadecimal
 *	digits of either case, without braces
 * @out: out: its bytes
 * @diagnostic: out, may be NULL; .offset is the character
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text has another form; .offset is the character
 */
int kacs_guid_from_text(const char *text, uint8_t out[16],
			struct kacs_diagnostic *diagnostic);

/**
 * kacs_guid_to_text - the text of a GUID, in lower case
 * @guid: its bytes
 * @out: out: NUL-terminated
 */
void kacs_guid_to_text(const uint8_t guid[16], char out[KACS_GUID_TEXT_BYTES]);

/* What a word such as "write" is for: it does not mean the same mask. */
enum kacs_rights_use {
	/*
	 * To ask: what an open for that purpose insists on (11.3), so "write"
	 * is FILE_WRITE_DATA and FILE_READ_ATTRIBUTES.
	 */
	KACS_RIGHTS_ASK,
	/* To allow: all that the purpose may want, as FILE_GENERIC_WRITE. */
	KACS_RIGHTS_ALLOW,
	/*
	 * To deny: only what no other purpose needs, so that denying "write"
	 * does not take READ_CONTROL and SYNCHRONIZE from readers.
	 */
	KACS_RIGHTS_DENY,
};

/**
 * kacs_rights_from_text - an access mask from words
 * @text: words (read, write, execute, append, delete, full, modify, list...),
 *	constants (FILE_WRITE_DATA), SDDL rights (FRFX) or numbers, separated by
 *	commas, plus signs, bars or blanks
 * @object_type: KACS_OBJECT_*
 * @use: what the words are for
 * @mask: out: the rights
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: a word is no right of such an object, or there is none; .offset is of
 *	the word
 */
int kacs_rights_from_text(const char *text, uint32_t object_type,
			  enum kacs_rights_use use, uint32_t *mask,
			  struct kacs_diagnostic *diagnostic);

/**
 * kacs_rights_words - an access mask in a few words: "read, execute"
 * @mask: the mask
 * @object_type: KACS_OBJECT_*
 * @out: out: always NUL-terminated
 * @room: size of @out; 256 is enough for any mask
 */
void kacs_rights_words(uint32_t mask, uint32_t object_type, char *out,
		       size_t room);

/**
 * kacs_rights_verbs - what somebody wanted to do: "write"
 * @mask: the rights that were wanted or missing
 * @object_type: KACS_OBJECT_*
 * @out: out: always NUL-terminated
 * @room: size of @out; 256 is enough
 */
void kacs_rights_verbs(uint32_t mask, uint32_t object_type, char *out,
		       size_t room);

/**
 * kacs_rights_constants - every right of a mask by its constant's name
 * @mask: the mask
 * @object_type: KACS_OBJECT_*
 * @separator: between the names
 * @out: out: always NUL-terminated; bits without a name as one hex number
 * @room: size of @out; 512 is enough for any mask
 */
void kacs_rights_constants(uint32_t mask, uint32_t object_type,
			   const char *separator, char *out, size_t room);

/**
 * kacs_privilege_name - the name of a privilege: "SeBackupPrivilege"
 * @bit: KACS_SE_*
 *
 * Return: a name, or NULL for a bit without one.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_privilege_name(unsigned int bit);

/**
 * kacs_privilege_summary - what a privilege is for, in a few words (7.2)
 * @bit: KACS_SE_*
 *
 * Return: a phrase without a full stop, or NULL for a bit without a name.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_privilege_summary(unsigned int bit);

/**
 * kacs_logon_type_name - how somebody logged on: "interactive"
 * @type: KACS_LOGON_*
 *
 * Return: a name, or NULL for another number.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_logon_type_name(uint32_t type);

/**
 * kacs_elevation_name - which half of a linked pair a token is: "limited"
 * @type: KACS_ELEVATION_*
 *
 * Return: a name, or NULL for another number.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_elevation_name(uint32_t type);

/**
 * kacs_privilege_bit - the bit of a privilege's name
 * @name: without regard to case; "Se" or "Privilege" or both may be left out
 *
 * Return: the bit, or -1 when there is no such privilege.
 *
 * Errors:
 * None: errno is not set.
 */
int kacs_privilege_bit(const char *name);

/**
 * kacs_mitigation_name - the name of a mitigation of processes: "wxp"
 * @mitigation: KACS_MIT_*, one of them
 *
 * Return: a name, or NULL for what is no mitigation.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_mitigation_name(uint32_t mitigation);

/**
 * kacs_mitigation_value - the mitigation of a name
 * @name: without regard to case
 *
 * Return: KACS_MIT_*, or 0 when there is no such mitigation.
 *
 * Errors:
 * None: errno is not set.
 */
uint32_t kacs_mitigation_value(const char *name);

/**
 * kacs_integrity_name - the name of an integrity level: "medium"
 * @level: KACS_INTEGRITY_*
 *
 * Return: a name, or NULL for a number that is no level.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_integrity_name(uint32_t level);

/**
 * kacs_ace_type_name - the name of an ACE type: "allow", "deny", "label"...
 * @type: KACS_ACE_*
 *
 * Return: a name, or NULL for an unrecognised type.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: The string is static.
 */
const char *kacs_ace_type_name(uint8_t type);

/**
 * kacs_object_type_name - the name of a kind of object: "file", "process"...
 * @object_type: KACS_OBJECT_*
 *
 * Return: a name; "object" for an unknown number.
 *
 * Errors:
 * None: it cannot fail.
 *
 * Ownership: The string is static.
 */
const char *kacs_object_type_name(uint32_t object_type);

#ifdef __cplusplus
}
#endif

#endif /* KACS_NAMES_H */
