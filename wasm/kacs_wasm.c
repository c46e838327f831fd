// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What kacs.wasm exports: core and libkacs's SDDL, in numbers and pointers into
 * its memory. kacs.mjs is its only caller.
 *
 * The caller puts bytes into blocks of alloc() and gives them back with
 * release(). A pointer that comes back NULL, or a result of -1, is an error;
 * error_offset() and error_text() tell which, until the next call. There is one
 * thread.
 */
#include "../lib/enums.h"
#include "../lib/report.h"
#include "../lib/sddl_reader.h"
#include "../core/check.h"

#include <stdlib.h>

#include <kacs/authz.h>
#include <kacs/names.h>
#include <kacs/sddl.h>

#define EXPORT(name) __attribute__((export_name(name)))

static struct {
	struct kacs_diagnostic error;
	size_t len; /* of the last block that was handed out */
	struct kacs_authz_mapping mapping;
	uint32_t answer[5];
	struct kacs_sddl_sid sid;
} last;

EXPORT("alloc") void *wasm_alloc(size_t len)
{
	void *memory = malloc(len);

	if (!memory)
		kacs_report_memory(&last.error);
	return memory;
}

EXPORT("release") void wasm_release(void *memory)
{
	free(memory);
}

EXPORT("length") size_t wasm_length(void)
{
	return last.len;
}

/* KACS_NO_OFFSET: the error is not about a byte of the input. */
EXPORT("error_offset") size_t wasm_error_offset(void)
{
	return last.error.offset;
}

EXPORT("error_text") const char *wasm_error_text(void)
{
	return last.error.message;
}

/* A descriptor to be released; @domain may be NULL. */
EXPORT("encode")
uint8_t *wasm_encode(const char *text, size_t len, const uint8_t *domain,
		     size_t domain_len)
{
	const struct kacs_sddl_options options = {domain, domain_len};
	uint8_t *sd;

	if (kacs_sddl_parse(text, len, &options, &sd, &last.len, &last.error) <
	    0)
		return NULL;
	return sd;
}

/* Text with a NUL, to be released; @domain may be NULL. */
EXPORT("decode")
char *wasm_decode(const uint8_t *sd, size_t len, const uint8_t *domain,
		  size_t domain_len)
{
	const struct kacs_sddl_options options = {domain, domain_len};
	char *text;

	if (kacs_sddl_format_with(sd, len, &options, &text, NULL, &last.error) <
	    0)
		return NULL;
	return text;
}

/* S-1-... or two letters. The bytes stay until the next call. */
EXPORT("sid") const uint8_t *wasm_sid(const char *text, size_t len)
{
	struct kacs_sddl_reader reader = {
		.text = text, .len = len, .diagnostic = &last.error};

	if (kacs_sddl_read_sid(&reader, &last.sid) < 0)
		return NULL;
	if (reader.at != len) {
		kacs_report(&last.error, reader.at,
			    "unexpected text behind a SID");
		return NULL;
	}
	last.len = last.sid.len;
	return last.sid.bytes;
}

/* The number of a name, or -1 without an error: @kind says which names. */
EXPORT("number_of") int64_t wasm_number_of(uint32_t kind, const char *name)
{
	static const struct kacs_enum *const tables[] = {
		kacs_integrity_enum,	   kacs_mandatory_policy_enum,
		kacs_group_attribute_enum, kacs_token_type_enum,
		kacs_level_enum,	   kacs_claim_flag_enum,
	};
	const size_t count = sizeof(tables) / sizeof(tables[0]);
	u64 value;

	if (kind == count)
		return kacs_privilege_bit(name);
	if (kind > count || !kacs_enum_value(tables[kind], name, &value))
		return -1;
	return (int64_t)value;
}

/* Four numbers that stay until the next call, or NULL without an error. */
EXPORT("mapping")
const struct kacs_authz_mapping *wasm_mapping(const char *name)
{
	if (kacs_authz_mapping_of(name, &last.mapping, NULL) < 0)
		return NULL;
	return &last.mapping;
}

EXPORT("token_new")
struct kacs_authz_context *wasm_token_new(const uint8_t *spec, size_t len)
{
	return kacs_authz_context_new(spec, len, &last.error);
}

EXPORT("token_free") void wasm_token_free(struct kacs_authz_context *token)
{
	kacs_authz_context_free(token);
}

EXPORT("sd_new")
struct kacs_authz_descriptor *wasm_sd_new(const uint8_t *sd, size_t len)
{
	return kacs_authz_descriptor_new(sd, len, &last.error);
}

EXPORT("sd_free") void wasm_sd_free(struct kacs_authz_descriptor *descriptor)
{
	kacs_authz_descriptor_free(descriptor);
}

/*
 * Five numbers that stay until the next call: allowed, granted, step, acl, ace;
 * or NULL when @self is no SID.
 */
EXPORT("check")
const uint32_t *wasm_check(const struct kacs_authz_context *token,
			   const struct kacs_authz_descriptor *descriptor,
			   uint32_t desired, uint32_t read, uint32_t write,
			   uint32_t execute, uint32_t all, uint32_t intent,
			   uint32_t pip_type, uint32_t pip_trust,
			   const uint8_t *self, size_t self_len)
{
	const struct kacs_authz_question question = {
		.size = sizeof(question),
		.context = token,
		.descriptor = descriptor,
		.mapping = {read, write, execute, all},
		.desired = desired,
		.privilege_intent = intent,
		.pip_type = pip_type,
		.pip_trust = pip_trust,
		.self = self,
		.self_len = self_len,
	};
	struct kacs_authz_answer answer = {.size = sizeof(answer)};

	if (kacs_authz_check(&question, &answer) < 0) {
		kacs_report(&last.error, KACS_NO_OFFSET, "self is no SID");
		return NULL;
	}
	last.answer[0] = answer.allowed;
	last.answer[1] = answer.granted;
	last.answer[2] = answer.step;
	last.answer[3] = answer.acl;
	last.answer[4] = answer.ace;
	return last.answer;
}

/* The name of a step that check() gave. */
EXPORT("step_name") const char *wasm_step_name(uint32_t step)
{
	return kacs_step_name(step);
}
