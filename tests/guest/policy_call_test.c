// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs_set_caap: who may call it, and that whatever it refuses leaves the
 * policies as they were. PSD-004 10.8, 13.1.
 */
#include "policy_spec.h"

#define POLICY "S-1-17-1"
#define MOST_POLICIES 1024
#define MOST_MEMORY (64u << 20)

static struct policy_spec spec;
static uint8_t name[KACS_SID_MAX_BYTES];
static uint32_t name_len;

/* Alice may read what is under POLICY, and not write. */
static bool unchanged(void)
{
	return as(alice, open("object", O_RDONLY)) == 0 &&
	       as(alice, open("object", O_RDWR)) == EACCES;
}

/* The specification that does no good, and that nothing came of it. */
static void refuses(int expected, const char *what)
{
	errno = 0;
	tap_errno(set_spec(POLICY, &spec), expected, "refuses_%s", what);
	tap_ok(unchanged(), "policy_is_as_it_was_after_%s", what);
}

static const struct rule allow_all = {.dacl = "D:(A;;FA;;;WD)"};

static void begin_good(void)
{
	spec_begin(&spec);
	spec_rule(&spec, &allow_all);
}

static void put32(uint32_t at, uint32_t value)
{
	memcpy(spec.bytes + at, &value, sizeof(value));
}

static void test_gate(void)
{
	int tcb = token_for(.privileges = SE(TCB));
	int disabled = token_for(.disabled = SE(TCB));

	begin_good();
	tap_as(alice, set_spec(POLICY, &spec), EPERM, "needs_tcb_privilege");
	tap_as(disabled, set_spec(POLICY, &spec), EPERM,
	       "disabled_tcb_privilege_is_none");
	tap_as(carol, set_spec(POLICY, &spec), EPERM,
	       "administrators_have_no_say_without_it");
	tap_eq(last_denial()->privilege, SE(TCB),
	       "refusal_names_the_privilege");
	tap_as(alice, kacs_sys_set_caap(NULL, 999, (void *)8, 99999999), EPERM,
	       "privilege_is_looked_at_before_anything_else");
	tap_ok(unchanged(), "policy_is_as_it_was_without_the_privilege");
	tap_as(tcb, remove_policy("S-1-17-77"), 0,
	       "anybody_with_tcb_privilege_may");
	close(tcb);
	close(disabled);
}

static void test_removing(void)
{
	begin_good();
	tap_errno(kacs_sys_set_caap(name, name_len, NULL, spec.len), 0,
		  "no_address_removes_whatever_the_length");
	tap_as(alice, open("object", O_RDONLY), EACCES,
	       "policy_is_gone_after_no_address");
	must_set_policy(POLICY, {.dacl = "D:(A;;FR;;;WD)(A;;FA;;;SY)"});
	tap_errno(kacs_sys_set_caap(name, name_len, (void *)8, 0), 0,
		  "no_length_removes_whatever_the_address");
	tap_as(alice, open("object", O_RDONLY), EACCES,
	       "policy_is_gone_after_no_length");
	must_set_policy(POLICY, {.dacl = "D:(A;;FR;;;WD)(A;;FA;;;SY)"});
}

static void test_headers(void)
{
	uint32_t len, wrong = 0;

	begin_good();
	spec.bytes[0] = 0;
	refuses(EINVAL, "version_0");
	spec.bytes[0] = 2;
	refuses(EINVAL, "version_2");
	begin_good();
	put32(1, 0);
	refuses(EINVAL, "bytes_behind_the_last_rule");
	begin_good();
	put32(1, 2);
	refuses(EINVAL, "fewer_rules_than_it_says");
	put32(1, 257);
	refuses(EINVAL, "257_rules");
	put32(1, 0xffffffff);
	refuses(EINVAL, "4_gi_rules");
	begin_good();
	for (len = 1; len < spec.len; len++)
		wrong += kacs_sys_set_caap(name, name_len, spec.bytes, len) !=
				 -1 ||
			 errno != EINVAL;
	tap_eq(wrong, 0, "cut_specification_is_refused_at_every_byte");
	tap_ok(unchanged(), "policy_is_as_it_was_after_cut_specifications");
}

static uint32_t field_at(unsigned int field)
{
	uint32_t at = KACS_POLICY_HEADER_BYTES, len;

	while (field--) {
		memcpy(&len, spec.bytes + at, sizeof(len));
		at += 4 + len;
	}
	return at;
}

static void test_fields(void)
{
	static const char *const fields[] = {"condition", "dacl", "sacl",
					     "staged_dacl", "staged_sacl"};
	const struct rule full = {
		.applies_to = "(@User.a == 1)",
		.dacl = "D:(A;;FA;;;WD)",
		.sacl = "S:(AU;SA;FA;;;WD)",
		.staged_dacl = "D:(A;;FR;;;WD)",
		.staged_sacl = "S:(AU;FA;FA;;;WD)",
	};
	char what[64];
	unsigned int i;
	uint32_t at;

	for (i = 0; i < 5; i++) {
		spec_begin(&spec);
		spec_rule(&spec, &full);
		at = field_at(i);
		put32(at, 0xffffffff);
		snprintf(what, sizeof(what), "%s_of_4_gib", fields[i]);
		refuses(EINVAL, what);
		spec_begin(&spec);
		spec_rule(&spec, &full);
		spec.bytes[at + 4] = 0x7f;
		snprintf(what, sizeof(what), "malformed_%s", fields[i]);
		refuses(EINVAL, what);
	}
	spec_begin(&spec);
	spec_rule(&spec, &full);
	put32(field_at(0) + 8, 0xffffffff);
	refuses(EINVAL, "condition_with_an_unknown_token");
}

/* Fields that are too long, too short or hold too much. */
static void test_sizes(void)
{
	static uint8_t long_acl[65540];
	static uint8_t long_condition[KACS_POLICY_MAX_CONDITION_BYTES + 4];
	uint32_t len, i;
	uint8_t *acl = acl_bytes(allow_all.dacl, &len);

	spec_begin(&spec);
	spec_rule(&spec, &(struct rule){.sacl = "S:(AU;SA;FA;;;WD)"});
	refuses(EINVAL, "rule_without_an_effective_dacl");
	spec_begin(&spec);
	spec_field(&spec, NULL, 0);
	spec_field(&spec, acl, len);
	spec_field(&spec, long_acl, 65536);
	spec_field(&spec, NULL, 0);
	spec_field(&spec, NULL, 0);
	spec_count(&spec, 1);
	refuses(EINVAL, "acl_over_65535_bytes");
	spec_begin(&spec);
	memcpy(long_condition, "artx", 4);
	spec_field(&spec, long_condition, sizeof(long_condition));
	spec_field(&spec, acl, len);
	for (i = 0; i < 3; i++)
		spec_field(&spec, NULL, 0);
	spec_count(&spec, 1);
	refuses(EINVAL, "condition_over_64_kib");
	spec_begin(&spec);
	spec_field(&spec, NULL, 0);
	spec_field(&spec, acl, len - 4);
	for (i = 0; i < 3; i++)
		spec_field(&spec, NULL, 0);
	spec_count(&spec, 1);
	refuses(EINVAL, "acl_that_is_longer_than_its_field");
	free(acl);
	spec_begin(&spec);
	for (i = 0; i < 256; i++)
		spec_rule(&spec, &allow_all);
	tap_errno(set_spec("S-1-17-256", &spec), 0, "256_rules_are_taken");
	must(remove_policy("S-1-17-256"));
}

/* As large as can be: an ACL of unrecognised ACEs of 4 bytes each. */
static void begin_largest(void)
{
	static uint8_t acl[65532];
	uint32_t i, count = (sizeof(acl) - 8) / 4;

	memset(acl, 0, sizeof(acl));
	acl[0] = 2;
	acl[2] = sizeof(acl) & 0xff;
	acl[3] = sizeof(acl) >> 8;
	acl[4] = count & 0xff;
	acl[5] = (uint8_t)(count >> 8);
	for (i = 0; i < count; i++) {
		acl[8 + 4 * i] = 0x7e;
		acl[8 + 4 * i + 2] = 4;
	}
	spec_begin(&spec);
	spec_field(&spec, NULL, 0);
	spec_field(&spec, acl, sizeof(acl));
	spec_field(&spec, acl, sizeof(acl));
	spec_field(&spec, acl, sizeof(acl));
	spec_field(&spec, NULL, 0);
	spec_count(&spec, 1);
}

static unsigned int set_until_full(unsigned int most)
{
	char sid[32];
	unsigned int i;

	for (i = 0; i < most; i++) {
		snprintf(sid, sizeof(sid), "S-1-17-9-%u", i);
		if (set_spec(sid, &spec))
			break;
	}
	return i;
}

static void remove_all(unsigned int count)
{
	char sid[32];

	while (count--) {
		snprintf(sid, sizeof(sid), "S-1-17-9-%u", count);
		must(remove_policy(sid));
	}
}

static void test_limits(void)
{
	unsigned int count;

	begin_good();
	count = set_until_full(MOST_POLICIES + 1);
	tap_ok(count == MOST_POLICIES - 1 && errno == ENOSPC,
	       "there_are_at_most_1024_policies");
	tap_errno(set_spec("S-1-17-9-5", &spec), 0,
		  "policy_is_replaced_when_there_are_all");
	tap_ok(unchanged(), "policy_is_as_it_was_when_there_are_all");
	must(remove_policy("S-1-17-9-7"));
	tap_errno(set_spec("S-1-17-9-7777", &spec), 0,
		  "removed_policy_makes_room");
	must(remove_policy("S-1-17-9-7777"));
	remove_all(count);
	begin_largest();
	count = set_until_full(MOST_POLICIES);
	tap_ok(count > 8 && count <= MOST_MEMORY / spec.len && errno == ENOSPC,
	       "policies_take_at_most_64_mib");
	tap_ok(unchanged(), "policy_is_as_it_was_when_memory_is_full");
	remove_all(count);
	tap_eq(set_until_full(1), 1, "removed_policies_give_their_memory_back");
	remove_all(1);
}

int main(void)
{
	size_t len;

	meet_people("policy_call");
	must(kacs_sid_from_text(POLICY, name, &len, NULL));
	name_len = (uint32_t)len;
	make_file("object", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd("object", "S:(SP;;;;;" POLICY ")");
	must_set_policy(POLICY, {.dacl = "D:(A;;FR;;;WD)(A;;FA;;;SY)"});
	test_gate();
	test_removing();
	test_headers();
	test_fields();
	test_sizes();
	test_limits();
	must(remove_policy(POLICY));
	return tap_done();
}
