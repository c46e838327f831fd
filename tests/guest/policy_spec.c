// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "policy_spec.h"

#define DACL_OFFSET_AT 16
#define SACL_OFFSET_AT 12

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint32_t get16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint8_t *copy_of(const uint8_t *bytes, uint32_t len)
{
	uint8_t *copy = malloc(len);

	if (!copy)
		tap_abort("malloc");
	memcpy(copy, bytes, len);
	return copy;
}

uint8_t *acl_bytes(const char *sddl, uint32_t *len)
{
	size_t sd_len;
	uint8_t *sd = sd_bytes(sddl, &sd_len);
	const uint8_t *acl = sd + get32(sd + (sddl[0] == 'S' ? SACL_OFFSET_AT
							     : DACL_OFFSET_AT));
	uint8_t *copy;

	*len = get16(acl + 2);
	copy = copy_of(acl, *len);
	free(sd);
	return copy;
}

/* What follows the SID of a callback ACE. */
uint8_t *condition_bytes(const char *condition, uint32_t *len)
{
	const uint32_t before = 8 + 8 + 12; /* ACL, ACE, S-1-1-0 */
	uint8_t *acl, *copy;
	char sddl[1024];
	uint32_t acl_len;

	snprintf(sddl, sizeof(sddl), "D:(XA;;FA;;;WD;%s)", condition);
	acl = acl_bytes(sddl, &acl_len);
	*len = acl_len - before;
	copy = copy_of(acl + before, *len);
	free(acl);
	return copy;
}

void spec_begin(struct policy_spec *spec)
{
	spec->bytes[0] = KACS_POLICY_VERSION;
	spec->len = KACS_POLICY_HEADER_BYTES;
	spec_count(spec, 0);
}

void spec_count(struct policy_spec *spec, uint32_t rules)
{
	memcpy(spec->bytes + 1, &rules, sizeof(rules));
}

void spec_field(struct policy_spec *spec, const void *bytes, uint32_t len)
{
	if (spec->len + 4 + len > sizeof(spec->bytes))
		tap_abort("a specification over its room");
	memcpy(spec->bytes + spec->len, &len, sizeof(len));
	if (len)
		memcpy(spec->bytes + spec->len + 4, bytes, len);
	spec->len += 4 + len;
}

static void add_acl(struct policy_spec *spec, const char *sddl)
{
	uint32_t len = 0;
	uint8_t *acl = sddl ? acl_bytes(sddl, &len) : NULL;

	spec_field(spec, acl, len);
	free(acl);
}

void spec_rule(struct policy_spec *spec, const struct rule *rule)
{
	uint32_t len = 0;
	uint8_t *condition = rule->applies_to
				     ? condition_bytes(rule->applies_to, &len)
				     : NULL;

	spec_field(spec, condition, len);
	free(condition);
	add_acl(spec, rule->dacl);
	add_acl(spec, rule->sacl);
	add_acl(spec, rule->staged_dacl);
	add_acl(spec, rule->staged_sacl);
	spec_count(spec, get32(spec->bytes + 1) + 1);
}

int set_spec(const char *sid, const struct policy_spec *spec)
{
	uint8_t name[KACS_SID_MAX_BYTES];
	size_t len;

	must(kacs_sid_from_text(sid, name, &len, NULL));
	return kacs_sys_set_caap(name, (uint32_t)len, spec->bytes, spec->len);
}

int remove_policy(const char *sid)
{
	uint8_t name[KACS_SID_MAX_BYTES];
	size_t len;

	must(kacs_sid_from_text(sid, name, &len, NULL));
	return kacs_sys_set_caap(name, (uint32_t)len, NULL, 0);
}

void must_set_rules(const char *sid, const struct rule *rules, size_t count)
{
	static struct policy_spec spec;
	size_t i;

	spec_begin(&spec);
	for (i = 0; i < count; i++)
		spec_rule(&spec, &rules[i]);
	must(set_spec(sid, &spec));
}
