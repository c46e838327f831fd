/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Security descriptors as text: SDDL, MS-DTYP 2.5.1, for every ACE type of
 * PSD-004 3.4. Four of them have no letters in MS-DTYP: XL is a conditional
 * alarm; ZD, ZU and ZL are a conditional deny, audit and alarm with GUIDs.
 *
 * In the strings and names of conditions and resource attributes %XXXX is the
 * UTF-16 code unit of that number. The text is UTF-8.
 *
 * The text that kacs_sddl_format() writes is canonical: components in the order
 * O G D S; flags in the order P AR AI; ACE flags in the order OI CI NP IO ID SA
 * FA; a mask as FA, as FR FW FX and two-letter rights when those say it
 * exactly, or in hex; a label's mask as NR NW NX; a well-known SID by its two
 * letters; in a condition one blank on either side of an operator and behind a
 * comma, and no parentheses but those that it needs and those behind a !.
 * Parsing it gives back the bytes of every descriptor that is laid out
 * as kacs_sddl_parse() lays one out (owner, group, SACL, DACL, nothing between
 * them, minimal ACL revision; integers of conditions as int64; attributes as
 * header, offsets, name, values) and whose control flags SDDL can say.
 *
 * Ownership: what comes back through a pointer to a pointer is the caller's, to
 * be freed with free(); after a failure there is nothing to free. Nothing that
 * is passed is kept.
 *
 * Context: safe in any thread; there is no state. Threads may read the same
 * bytes.
 */
#ifndef KACS_SDDL_H
#define KACS_SDDL_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/diagnostic.h>
#include <kacs/sd.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kacs_sddl_options {
	/* S-1-5-21-x-y-z, for DA, DU, LA and the like; NULL: they are errors */
	const uint8_t *domain_sid;
	size_t domain_sid_len;
};

/**
 * kacs_sddl_parse - a self-relative descriptor from its SDDL text
 * @text: the text; NUL inside is an error
 * @len: its length
 * @options: may be NULL
 * @sd: out: the descriptor
 * @sd_len: out: its length
 * @diagnostic: out, may be NULL; .offset is the byte of @text
 *
 * Blanks and line ends may stand between components, ACEs and fields. A missing
 * component is absent; "D:" alone is an empty DACL; "D:NO_ACCESS_CONTROL" is a
 * NULL DACL. Text without any component is a descriptor with nothing in it,
 * which has no owner, so that it grants nothing.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is not SDDL, has no component, or names a principal of a domain
 *	without one in @options; or the descriptor would be over 65,535 bytes
 * ENOMEM: out of memory
 */
int kacs_sddl_parse(const char *text, size_t len,
		    const struct kacs_sddl_options *options, uint8_t **sd,
		    size_t *sd_len, struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_format - the canonical SDDL text of a descriptor
 * @sd: a self-relative descriptor, untrusted
 * @len: its length
 * @text: out: NUL-terminated
 * @omitted: out, may be NULL: control flags that are set and that the text
 *	does not say (SDDL has no letters for the DEFAULTED flags)
 * @diagnostic: out, may be NULL: for a descriptor that does not parse .offset
 *	is the byte, for an ACE that SDDL cannot say it is that ACE's offset
 *	and .message holds its index
 *
 * Never leaves out or changes anything that a decision could depend on: what
 * cannot be said is an error.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid self-relative descriptor, or the condition of a
 *	callback ACE in it is malformed
 * ENOTSUP: it has an ACE or a condition that SDDL cannot say
 * ENOMEM: out of memory
 */
int kacs_sddl_format(const uint8_t *sd, size_t len, char **text,
		     uint16_t *omitted, struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_format_with - the canonical SDDL text, with options
 * @options: may be NULL; the principals of the domain that it names are written
 *	as two letters
 * @sd: a self-relative descriptor, untrusted
 * @len: its length
 * @text: out: NUL-terminated
 * @omitted: out, may be NULL: as of kacs_sddl_format()
 * @diagnostic: out, may be NULL: as of kacs_sddl_format()
 *
 * Otherwise as kacs_sddl_format().
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL, ENOTSUP, ENOMEM: as for kacs_sddl_format()
 */
int kacs_sddl_format_with(const uint8_t *sd, size_t len,
			  const struct kacs_sddl_options *options, char **text,
			  uint16_t *omitted,
			  struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_parse_acl - a bare ACL from SDDL text of the form "D:(...)"
 * @text: NUL-terminated, with a D: component only and no flags
 * @acl: out: its bytes
 * @len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is not SDDL, has no D: component, or has anything but that; or
 *	the ACL would be over 65,535 bytes
 * ENOMEM: out of memory
 */
int kacs_sddl_parse_acl(const char *text, uint8_t **acl, size_t *len,
			struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_format_acl - the "D:(...)" text of a bare ACL
 * @acl: untrusted bytes
 * @len: how many
 * @text: out: NUL-terminated
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @acl is not a valid ACL; .offset is the byte
 * ENOTSUP: it has an ACE or a condition that SDDL cannot say
 * ENOMEM: out of memory
 */
int kacs_sddl_format_acl(const uint8_t *acl, size_t len, char **text,
			 struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_parse_condition - a conditional expression from its text
 * @text: the text as it stands in an ACE; the parentheses around all of it may
 *	be left out
 * @len: its length
 * @options: may be NULL
 * @condition: out: the application data of a callback ACE, from "artx" on, as
 *	long as it takes, to be freed with free()
 * @condition_len: out: its length
 * @diagnostic: out, may be NULL; .offset is the byte of @text
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is no conditional expression, or names a principal of a domain
 *	without one in @options
 * ENOMEM: out of memory
 */
int kacs_sddl_parse_condition(const char *text, size_t len,
			      const struct kacs_sddl_options *options,
			      uint8_t **condition, size_t *condition_len,
			      struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_format_condition - the text of a conditional expression
 * @condition: application data of a callback ACE, untrusted
 * @len: its length
 * @options: may be NULL
 * @text: out: with parentheses around it, to be freed with free()
 * @diagnostic: out, may be NULL; .offset is the byte of @condition
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @condition is malformed
 * ENOTSUP: @condition does not begin with "artx", or text cannot say it
 * ENOMEM: out of memory
 */
int kacs_sddl_format_condition(const uint8_t *condition, size_t len,
			       const struct kacs_sddl_options *options,
			       char **text, struct kacs_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif

#endif /* KACS_SDDL_H */
