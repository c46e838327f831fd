// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Policy specifications of any bytes, and of any JSON: an input that starts
 * with '{' is text. What is accepted is prepared in exactly the room that was
 * measured, takes nothing but rights away, and comes back from its text.
 */
#include <errno.h>
#include <kacs/kacs.h>
#include "core/policy.h"
#include "core/token_spec.h"
#include "fuzz_core.h"

static const u8 name[] = {1, 1, 0, 0, 0, 0, 0, 17, 1, 0, 0, 0};

/* SYSTEM's object that SYSTEM may do everything with, under the policy. */
static struct kacs_sd *governed(void)
{
	static const u8 bytes[] = {
		/* revision, control, owner, group, SACL, DACL */
		1, 0, 0x14, 0x80, 20, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 32, 0,
		0, 0,
		/* S-1-5-18 */
		1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0,
		/* (A;;GA;;;SY) */
		2, 0, 28, 0, 1, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0x10, 1, 1, 0, 0,
		0, 0, 0, 5, 18, 0, 0, 0,
		/* (SP;;;;;S-1-17-1) */
		2, 0, 28, 0, 1, 0, 0, 0, 0x13, 0, 20, 0, 0, 0, 0, 0, 1, 1, 0, 0,
		0, 0, 0, 17, 1, 0, 0, 0};

	return fuzz_prepare(bytes, sizeof(bytes));
}

/* The user S-1-5-18; to be freed. */
static struct kacs_identity *system_identity(void)
{
	static const u8 sid[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
	struct kacs_token_spec header = {
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_PRIMARY,
		.integrity_rid = KACS_INTEGRITY_MEDIUM,
		.user_sid_offset = KACS_TOKEN_SPEC_HEADER_BYTES,
	};
	u8 spec[KACS_TOKEN_SPEC_HEADER_BYTES + sizeof(sid)] = {0};
	const struct kacs_identity *identity;
	void *memory;
	u32 size;

	memcpy(spec, &header, sizeof(header));
	memcpy(spec + KACS_TOKEN_SPEC_HEADER_BYTES, sid, sizeof(sid));
	must(kacs_identity_measure(spec, sizeof(spec), NULL, &size, NULL) == 0);
	memory = fuzz_memory(size);
	must(kacs_identity_prepare(memory, size, spec, sizeof(spec), NULL,
				   &identity, NULL) == 0);
	return memory;
}

static void decide(const struct kacs_policy *policy)
{
	const struct kacs_policy_set set = {&policy, 1};
	struct kacs_identity *identity = system_identity();
	struct kacs_decision without, with;
	struct kacs_token token;
	struct kacs_check check = {
		.token = &token,
		.mapping = &kacs_file_mapping,
		.desired = KACS_MAXIMUM_ALLOWED,
	};
	struct kacs_sd *sd = governed();

	kacs_token_init(&token, identity);
	check.sd = sd;
	/* SYSTEM is one of those whom the recovery policy leaves everything. */
	kacs_access_check(&check, &without, NULL);
	must(without.granted == KACS_FILE_ALL_ACCESS);
	check.policies = &set;
	kacs_access_check(&check, &with, NULL);
	must(!(with.granted & ~without.granted));
	must(policy->rule_count || with.granted == without.granted);
	free(sd);
	free(identity);
}

static void write_text(const u8 *spec, u32 len)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *again;
	struct kacs_diagnostic diagnostic;
	size_t sid_len, again_len;
	char *text, *second;

	if (kacs_policy_to_json(name, sizeof(name), spec, len, &text,
				&diagnostic)) {
		must(errno == ENOTSUP || errno == EINVAL);
		return;
	}
	must(kacs_policy_from_json(text, strlen(text), sid, &sid_len, &again,
				   &again_len, &diagnostic) == 0);
	must(sid_len == sizeof(name) && !memcmp(sid, name, sid_len));
	must(kacs_policy_to_json(sid, sid_len, again, again_len, &second,
				 &diagnostic) == 0);
	must(strcmp(text, second) == 0);
	free(second);
	free(again);
	free(text);
}

static void read_spec(const u8 *spec, u32 len)
{
	const struct kacs_sid sid = {name, sizeof(name),
				     kacs_sid_hash(name, sizeof(name))};
	const struct kacs_policy *policy;
	struct kacs_error error;
	void *memory;
	u32 size;

	if (kacs_policy_measure(spec, len, &sid, &size, &error)) {
		must(error.reason != KACS_OK && error.offset <= len);
		return;
	}
	memory = fuzz_memory(size);
	must(kacs_policy_prepare(memory, size - 1, spec, len, &sid, &policy,
				 NULL) == KACS_E_NO_ROOM);
	must(kacs_policy_prepare(memory, size, spec, len, &sid, &policy,
				 NULL) == 0);
	must(policy->len == len && !memcmp(policy->bytes, spec, len));
	decide(policy);
	free(memory);
	write_text(spec, len);
}

static void read_text(const char *text, size_t size)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	struct kacs_diagnostic diagnostic;
	size_t sid_len, len;

	if (kacs_policy_from_json(text, size, sid, &sid_len, &spec, &len,
				  &diagnostic)) {
		must(errno == EINVAL);
		must(diagnostic.message[0]);
		return;
	}
	read_spec(spec, (u32)len);
	free(spec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > KACS_POLICY_MAX_BYTES)
		return 0;
	if (size && data[0] == '{')
		read_text((const char *)data, size);
	else
		read_spec(data, (u32)size);
	return 0;
}
