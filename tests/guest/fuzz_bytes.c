// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Descriptors, specifications and what else the calls read: well-formed ones to
 * begin with, and damage that knows where the counts, lengths and offsets are.
 */
#include "fuzz.h"
#include "policy_spec.h"

#define SAMPLES_MAX 24

struct samples {
	struct fuzz_bytes of[SAMPLES_MAX];
	unsigned int count;
};

static struct samples sds, acls, sids, tokens, sessions, claim_arrays, policies,
	payloads;

static const char *const sddl_samples[] = {
	"O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;WD)",
	"O:SYG:SYD:(A;;FA;;;WD)",
	"O:BAG:SYD:P(A;;FRFX;;;BU)(A;;FA;;;SY)",
	"O:" ALICE "G:SYD:(A;;FA;;;" ALICE ")(D;;FW;;;" MALLORY ")",
	"O:" BOB "G:BUD:(D;;SD;;;WD)(A;;FA;;;" BOB ")(A;OICI;FA;;;SY)",
	"O:SYG:SYD:(A;OICI;GA;;;WD)(A;OICIIO;GA;;;CO)(A;OICIIO;GR;;;CG)",
	"O:SYG:SYD:NO_ACCESS_CONTROL",
	"O:SYG:SYD:",
	"O:SYG:SY",
	"O:SYG:SYD:(XA;;FA;;;WD;(@User.level >= 3))(A;;FR;;;WD)",
	"O:SYG:SYD:(XD;;FW;;;WD;(Member_of {SID(BA)}))(A;;FA;;;WD)",
	"O:SYG:SYD:(XA;;FA;;;WD;(@Resource.secret == \"a\" || Exists "
	"@Device.place))S:(RA;;;;;WD;(\"secret\",TS,0x0,\"a\",\"b\"))",
	"O:SYG:SYD:(OA;;0x1;00000000-0000-0000-0000-000000000001;;WD)"
	"(OD;;0x2;00000000-0000-0000-0000-000000000002;;WD)(A;;0x7;;;SY)",
	"O:SYG:SYD:(A;;FA;;;WD)S:(AU;SAFA;FA;;;WD)(ML;;NW;;;ME)",
	"O:SYG:SYD:(A;;FA;;;WD)S:(ML;;NWNRNX;;;HI)",
	"O:SYG:SYD:(A;;FA;;;WD)S:(SP;;;;;S-1-17-7-1)",
	"O:SYG:SYD:(A;;FA;;;WD)S:(AL;SAFA;FA;;;WD)(SP;;;;;S-1-17-7-2)",
	"O:SYG:SYD:(A;;0x1;;;OW)(A;;FA;;;S-1-15-2-1)(A;;FA;;;PS)",
	"O:SYG:SYD:(A;;GA;;;SY)(A;;0xf01ff;;;WD)(A;;0xe1e73;;;BA)",
};

static const char *const sid_samples[] = {
	"S-1-17-7-1",
	"S-1-17-7-2",
	"S-1-17-7-3",
	"S-1-17-7-4",
	ALICE,
	BOB,
	EVERYONE,
	SYSTEM,
	"S-1-5-5-0-1024",
	"S-1-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15",
};

/* Of the sids, those that policies get: they stay until the guest ends. */
#define POLICY_SIDS 4u

static const struct person people_samples[] = {
	{.user = ALICE},
	{.user = BOB, .privileges = SE(IMPERSONATE) | SE(ASSIGN_PRIMARY_TOKEN)},
	{.user = CAROL, .groups = GROUP(ADMINISTRATORS), .integrity = "high"},
	{.user = ALICE,
	 .more = "\"type\":\"impersonation\","
		 "\"impersonation_level\":\"impersonation\""},
	{.user = MALLORY,
	 .integrity = "low",
	 .more = "\"confinement\":{\"sid\":\"S-1-15-2-1\","
		 "\"capabilities\":[{\"sid\":\"S-1-15-3-1\"}]}"},
	{.user = ALICE,
	 .more = "\"restricted_sids\":[{\"sid\":\"" EVERYONE "\"}],"
		 "\"write_restricted\":true,\"user_deny_only\":true,"
		 "\"projected_supplementary_gids\":[5,6,7]"},
	{.user = BOB,
	 .disabled = SE(BACKUP) | SE(RESTORE),
	 .more = "\"device_groups\":[{\"sid\":\"S-1-5-21-9-9-9-1\"}],"
		 "\"restricted_device_groups\":[{\"sid\":\"S-1-1-0\"}],"
		 "\"user_deny_only\":true"},
};

static const struct rule policy_samples[][2] = {
	{{.dacl = "D:(A;;FA;;;WD)"}},
	{{.applies_to = "(@Resource.secret == \"a\")",
	  .dacl = "D:(A;;FR;;;WD)",
	  .sacl = "S:(AU;SAFA;FA;;;WD)",
	  .staged_dacl = "D:(A;;FA;;;" ALICE ")"},
	 {.dacl = "D:(A;;FA;;;WD)", .staged_sacl = "S:(AU;FA;FA;;;WD)"}},
};

static void add_sample(struct samples *samples, const void *bytes, size_t len)
{
	struct fuzz_bytes *to = &samples->of[samples->count++];

	if (samples->count > SAMPLES_MAX)
		tap_abort("more samples than room");
	to->at = malloc(len ? len : 1);
	if (!to->at)
		tap_abort("malloc");
	memcpy(to->at, bytes, len);
	to->len = (uint32_t)len;
}

static void add_descriptors(void)
{
	uint32_t acl_len;
	size_t i, len;
	uint8_t *bytes;

	for (i = 0; i < sizeof(sddl_samples) / sizeof(*sddl_samples); i++) {
		bytes = sd_bytes(sddl_samples[i], &len);
		add_sample(&sds, bytes, len);
		free(bytes);
		if (!strstr(sddl_samples[i], "D:("))
			continue;
		bytes = acl_bytes(strstr(sddl_samples[i], "D:("), &acl_len);
		add_sample(&acls, bytes, acl_len);
		free(bytes);
	}
}

static void add_sids_and_sessions(void)
{
	uint8_t spec[KACS_SID_MAX_BYTES + 16];
	uint32_t sid_len;
	size_t i, len;

	for (i = 0; i < sizeof(sid_samples) / sizeof(*sid_samples); i++) {
		must(kacs_sid_from_text(sid_samples[i], spec + 11, &len, NULL));
		add_sample(&sids, spec + 11, len);
		sid_len = (uint32_t)len;
		memcpy(spec, "\x03\x04\0Test", 7);
		memcpy(spec + 7, &sid_len, sizeof(sid_len));
		add_sample(&sessions, spec, 11 + len);
	}
}

static void add_tokens(void)
{
	size_t i, len;
	uint8_t *spec;

	for (i = 0; i < sizeof(people_samples) / sizeof(*people_samples); i++) {
		spec = person_spec(&people_samples[i], &len);
		add_sample(&tokens, spec, len);
		free(spec);
	}
}

/* Entries as in resource attributes, each with its length before it. */
static void add_claims(void)
{
	static const char *const attributes[] = {
		"(\"level\",TI,0x0,3)",	 "(\"secret\",TS,0x2,\"a\",\"b\")",
		"(\"place\",TD,0x0,WD)", "(\"data\",TX,0x0,#0102)",
		"(\"flag\",TB,0x4,1)",
	};
	const uint32_t before = 8 + 8 + 12; /* ACL, ACE, S-1-1-0 */
	uint8_t all[1024], *acl;
	uint32_t acl_len, len, used = 0;
	char sddl[256];
	size_t i;

	for (i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
		snprintf(sddl, sizeof(sddl), "S:(RA;;;;;WD;%s)", attributes[i]);
		acl = acl_bytes(sddl, &acl_len);
		len = acl_len - before;
		memcpy(all + used, &len, sizeof(len));
		memcpy(all + used + 4, acl + before, len);
		used += 4 + len;
		free(acl);
		add_sample(&claim_arrays, all, used);
	}
}

static void add_policies(void)
{
	static struct policy_spec spec;
	size_t i, rule;

	for (i = 0; i < sizeof(policy_samples) / sizeof(*policy_samples); i++) {
		spec_begin(&spec);
		for (rule = 0; rule < 2 && policy_samples[i][rule].dacl; rule++)
			spec_rule(&spec, &policy_samples[i][rule]);
		add_sample(&policies, spec.bytes, spec.len);
	}
}

void fuzz_bytes_init(void)
{
	static const char deep[] = "\x91\x92\x93\x01\x02\x03\x84\xa1"
				   "a\xc0";

	add_descriptors();
	add_sids_and_sessions();
	add_tokens();
	add_claims();
	add_policies();
	add_sample(&payloads, "\xc0", 1);
	add_sample(&payloads,
		   "\x82\xa1"
		   "a\x01\xa1"
		   "b\xa3"
		   "abc",
		   11);
	add_sample(&payloads, deep, 6);
	add_sample(&payloads, "\xdc\x00\x02\xcb\0\0\0\0\0\0\0\0\xc4\x01z", 15);
}

/* Room for what insertions add. */
#define GROWTH 128u

static struct fuzz_bytes sample_of(struct fuzz *fuzz,
				   const struct samples *samples)
{
	const struct fuzz_bytes *from =
		&samples->of[fuzz_below(fuzz, samples->count)];
	struct fuzz_bytes to = {fuzz_own(fuzz, from->len + GROWTH), from->len};

	memcpy(to.at, from->at, from->len);
	return to;
}

static void put(struct fuzz_bytes *bytes, uint32_t at, uint64_t value,
		uint32_t width)
{
	if (at <= bytes->len && width <= bytes->len - at)
		memcpy(bytes->at + at, &value, width);
}

static uint64_t get(const struct fuzz_bytes *bytes, uint32_t at, uint32_t width)
{
	uint64_t value = 0;

	if (at <= bytes->len && width <= bytes->len - at)
		memcpy(&value, bytes->at + at, width);
	return value;
}

/* Another value for a field: near the old one, near the end, or at a bound. */
static void damage_field(struct fuzz *fuzz, struct fuzz_bytes *bytes,
			 uint32_t at, uint32_t width)
{
	static const uint64_t bounds[] = {
		0,	    1,	      2,	  4,	      8,
		15,	    16,	      20,	  63,	      64,
		65,	    0x7f,     0x80,	  0xff,	      0x100,
		0x7fff,	    0x8000,   0xfffc,	  0xffff,     0x10000,
		0x7fffffff, 1u << 31, 0xfffffffc, 0xffffffff, UINT64_MAX,
		1ull << 63,
	};
	uint64_t old = get(bytes, at, width), value;

	switch (fuzz_below(fuzz, 5)) {
	case 0:
		value = old + fuzz_below(fuzz, 9) - 4;
		break;
	case 1:
		value = bytes->len - fuzz_below(fuzz, 9) + 4;
		break;
	case 2:
		value = old ^ 1ull << fuzz_below(fuzz, 8 * width);
		break;
	case 3:
		value = fuzz_random(fuzz);
		break;
	default:
		value = fuzz_one_of(fuzz, bounds);
	}
	put(bytes, at, value, width);
}

static void damage_length(struct fuzz *fuzz, struct fuzz_bytes *bytes)
{
	uint32_t at = fuzz_below(fuzz, bytes->len + 1);
	uint32_t len = 1 + fuzz_below(fuzz, 32);

	switch (fuzz_below(fuzz, 3)) {
	case 0: /* cut off */
		bytes->len = at;
		break;
	case 1: /* take out */
		if (len > bytes->len - at)
			len = bytes->len - at;
		bytes->len -= len;
		memmove(bytes->at + at, bytes->at + at + len, bytes->len - at);
		break;
	default: /* put in */
		memmove(bytes->at + at + len, bytes->at + at, bytes->len - at);
		memset(bytes->at + at, (int)fuzz_below(fuzz, 256), len);
		bytes->len += len;
	}
}

static void damage_anything(struct fuzz *fuzz, struct fuzz_bytes *bytes)
{
	static const uint32_t widths[] = {1, 1, 2, 4, 4, 8};
	uint32_t width = fuzz_one_of(fuzz, widths);

	if (!bytes->len || fuzz_chance(fuzz, 20))
		damage_length(fuzz, bytes);
	else
		damage_field(fuzz, bytes,
			     fuzz_below(fuzz, bytes->len) & ~(width - 1),
			     width);
}

void fuzz_mutate(struct fuzz *fuzz, struct fuzz_bytes *bytes)
{
	uint32_t times = fuzz->wild && fuzz_chance(fuzz, 50)
				 ? 1 + fuzz_below(fuzz, 3)
				 : 0;

	while (times--)
		damage_anything(fuzz, bytes);
}

/* A field of the ACL at @at or of one of its ACEs. */
static void damage_acl(struct fuzz *fuzz, struct fuzz_bytes *bytes, uint32_t at)
{
	static const struct {
		uint8_t at, width;
	} fields[] = {{0, 1}, {1, 1}, {2, 2}, {4, 2}, {6, 2}},
	  ace_fields[] = {{0, 1}, {1, 1}, {2, 2}, {4, 4},
			  {8, 1}, {9, 1}, {8, 4}, {12, 4}};
	uint32_t field = fuzz_below(fuzz, 5);
	uint32_t ace = at + 8, skip = fuzz_below(fuzz, 4);

	if (fuzz_chance(fuzz, 40)) {
		damage_field(fuzz, bytes, at + fields[field].at,
			     fields[field].width);
		return;
	}
	while (skip-- && ace + 4 < bytes->len)
		ace += (uint32_t)get(bytes, ace + 2, 2);
	field = fuzz_below(fuzz, 8);
	/* Mostly a type that there is. */
	if (field == 0 && fuzz_chance(fuzz, 70))
		put(bytes, ace, fuzz_below(fuzz, 0x16), 1);
	else
		damage_field(fuzz, bytes, ace + ace_fields[field].at,
			     ace_fields[field].width);
}

static void damage_sd(struct fuzz *fuzz, struct fuzz_bytes *bytes)
{
	uint32_t field = fuzz_below(fuzz, 6);

	switch (fuzz_below(fuzz, 3)) {
	case 0: /* revision, control and offsets */
		if (field < 2)
			damage_field(fuzz, bytes, 2 * field, 2);
		else if (fuzz_chance(fuzz, 50)) /* make two parts one */
			put(bytes, 4 * (field - 1),
			    get(bytes, 4 + 4 * fuzz_below(fuzz, 4), 4), 4);
		else
			damage_field(fuzz, bytes, 4 * (field - 1), 4);
		break;
	case 1:
		damage_acl(fuzz, bytes,
			   (uint32_t)get(bytes, fuzz_chance(fuzz, 50) ? 16 : 12,
					 4));
		break;
	default:
		damage_anything(fuzz, bytes);
	}
}

struct fuzz_bytes fuzz_sd(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &sds);
	uint32_t times = fuzz->wild && fuzz_chance(fuzz, 50)
				 ? 1 + fuzz_below(fuzz, 2)
				 : 0;

	while (times--)
		damage_sd(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_acl(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &acls);

	if (fuzz->wild && fuzz_chance(fuzz, 50))
		damage_acl(fuzz, &bytes, 0);
	fuzz_mutate(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_sid(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &sids);

	fuzz_mutate(fuzz, &bytes);
	return bytes;
}

/* Fields that may be anything in themselves, and offsets, lengths, counts. */
#define SPEC_FIELD(name)                                            \
	{                                                           \
		offsetof(struct kacs_token_spec, name),             \
			sizeof(((struct kacs_token_spec *)0)->name) \
	}

static const struct {
	size_t at, width;
} spec_fields[] = {
	SPEC_FIELD(version),
	SPEC_FIELD(token_type),
	SPEC_FIELD(impersonation_level),
	SPEC_FIELD(integrity_rid),
	SPEC_FIELD(mandatory_policy),
	SPEC_FIELD(privs_present),
	SPEC_FIELD(privs_enabled),
	SPEC_FIELD(projected_uid),
	SPEC_FIELD(projected_gid),
	SPEC_FIELD(audit_policy),
	SPEC_FIELD(expiration),
	SPEC_FIELD(session_id),
	SPEC_FIELD(owner_sid_index),
	SPEC_FIELD(primary_group_index),
	SPEC_FIELD(user_sid_offset),
	SPEC_FIELD(groups_offset),
	SPEC_FIELD(groups_count),
	SPEC_FIELD(default_dacl_offset),
	SPEC_FIELD(default_dacl_len),
	SPEC_FIELD(user_claims_offset),
	SPEC_FIELD(user_claims_len),
	SPEC_FIELD(device_groups_offset),
	SPEC_FIELD(device_groups_count),
	SPEC_FIELD(restricted_sids_offset),
	SPEC_FIELD(restricted_sids_count),
	SPEC_FIELD(confinement_sid_offset),
	SPEC_FIELD(confinement_sid_len),
	SPEC_FIELD(confinement_caps_offset),
	SPEC_FIELD(confinement_caps_count),
	SPEC_FIELD(confinement_exempt),
	SPEC_FIELD(write_restricted),
	SPEC_FIELD(user_deny_only),
	SPEC_FIELD(supp_gids_offset),
	SPEC_FIELD(supp_gids_count),
	SPEC_FIELD(restricted_device_groups_offset),
	SPEC_FIELD(restricted_device_groups_count),
	SPEC_FIELD(reserved1),
	SPEC_FIELD(reserved3),
};

struct fuzz_bytes fuzz_token_spec(struct fuzz *fuzz)
{
	static const uint32_t integrities[] = {0, 4096, 8192, 12288, 16384};
	struct fuzz_bytes bytes = sample_of(fuzz, &tokens);
	uint32_t field;

	put(&bytes, offsetof(struct kacs_token_spec, integrity_rid),
	    fuzz_one_of(fuzz, integrities), 4);
	put(&bytes, offsetof(struct kacs_token_spec, mandatory_policy),
	    fuzz_below(fuzz, 4), 4);
	put(&bytes, offsetof(struct kacs_token_spec, session_id),
	    fuzz_session(fuzz), 8);
	if (fuzz->wild && fuzz_chance(fuzz, 70)) {
		field = fuzz_below(fuzz,
				   sizeof(spec_fields) / sizeof(*spec_fields));
		damage_field(fuzz, &bytes, (uint32_t)spec_fields[field].at,
			     (uint32_t)spec_fields[field].width);
	}
	if (fuzz_chance(fuzz, 30))
		fuzz_mutate(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_session_spec(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &sessions);

	if (fuzz->wild && fuzz_chance(fuzz, 40))
		damage_field(fuzz, &bytes, fuzz_chance(fuzz, 50) ? 1 : 7,
			     fuzz_chance(fuzz, 50) ? 2 : 4);
	fuzz_mutate(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_claims(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &claim_arrays);

	fuzz_mutate(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_tree(struct fuzz *fuzz, uint32_t *count)
{
	uint32_t i, nodes = 1 + fuzz_below(fuzz, 6), level = 0;
	struct fuzz_bytes bytes = {
		fuzz_own(fuzz,
			 8 * sizeof(struct kacs_object_type_entry) + GROWTH),
		nodes * (uint32_t)sizeof(struct kacs_object_type_entry)};
	struct kacs_object_type_entry *entry;

	memset(bytes.at, 0, bytes.len);
	for (i = 0; i < nodes; i++) {
		entry = (struct kacs_object_type_entry *)bytes.at + i;
		entry->level = (uint16_t)level;
		entry->guid[15] = (uint8_t)(i + 1);
		level = 1 + fuzz_below(fuzz, level + 1);
	}
	*count = nodes;
	fuzz_mutate(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_policy(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &policies);

	if (fuzz->wild && fuzz_chance(fuzz, 40))
		damage_field(fuzz, &bytes, fuzz_chance(fuzz, 50) ? 1 : 5, 4);
	fuzz_mutate(fuzz, &bytes);
	return bytes;
}

struct fuzz_bytes fuzz_policy_name(struct fuzz *fuzz)
{
	const struct fuzz_bytes *from = &sids.of[fuzz_below(fuzz, POLICY_SIDS)];
	struct fuzz_bytes to = {fuzz_own(fuzz, from->len), from->len};

	memcpy(to.at, from->at, from->len);
	return to;
}

struct fuzz_bytes fuzz_payload(struct fuzz *fuzz)
{
	struct fuzz_bytes bytes = sample_of(fuzz, &payloads);

	fuzz_mutate(fuzz, &bytes);
	return bytes;
}
