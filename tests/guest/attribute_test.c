// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Resource attributes that only the trusted computing base may change: PSD-004
 * 11.6 "Mandatory resource attribute protection".
 */
#include "guest.h"

#define SACL KACS_SACL_SECURITY_INFORMATION
#define MANDATORY 0x0020u

/* One attribute of the SACL: a claim entry (3.9) with one integer. */
struct attribute {
	const char *name;
	uint32_t flags;
	uint64_t value;
};

static void put32(uint8_t *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put16(uint8_t *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

/* The ACE of an attribute for Everyone; its length. */
static size_t put_ace(uint8_t *ace, const struct attribute *attribute)
{
	static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	uint8_t *claim = ace + 8 + sizeof(everyone);
	size_t name_len = 2 * (strlen(attribute->name) + 1), i, len;

	ace[0] = KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE;
	memcpy(ace + 8, everyone, sizeof(everyone));
	put32(claim, 20);    /* where the name is */
	put16(claim + 4, 1); /* INT64 */
	put32(claim + 8, attribute->flags);
	put32(claim + 12, 1); /* one value, */
	put32(claim + 16, (uint32_t)(20 + (name_len + 7) / 8 * 8));
	for (i = 0; attribute->name[i]; i++)
		claim[20 + 2 * i] = (uint8_t)attribute->name[i];
	len = 20 + (name_len + 7) / 8 * 8;
	memcpy(claim + len, &attribute->value, 8);
	len += 8 + sizeof(everyone) + 8;
	put16(ace + 2, (uint16_t)len);
	return len;
}

/* Sets a SACL of some attributes. */
static int set_attributes(const char *path, const struct attribute *attributes,
			  size_t count)
{
	uint8_t sd[512] = {1, 0, 0x10, 0x80};
	uint8_t *acl = sd + 20;
	size_t len = 8, i;

	put32(sd + 12, 20);
	for (i = 0; i < count; i++)
		len += put_ace(acl + len, &attributes[i]);
	acl[0] = 2;
	put16(acl + 2, (uint16_t)len);
	put16(acl + 4, (uint16_t)count);
	return kacs_sys_set_sd(AT_FDCWD, path, SACL, sd, (uint32_t)(20 + len),
			       0);
}

#define SET(...)                                                          \
	set_attributes("object", (const struct attribute[]){__VA_ARGS__}, \
		       sizeof((const struct attribute[]){__VA_ARGS__}) /  \
			       sizeof(struct attribute))

#define PLAIN                   \
	{                       \
		"Project", 0, 1 \
	}
#define SECRET                          \
	{                               \
		"Secrecy", MANDATORY, 7 \
	}

static size_t sacl_size(void)
{
	return (size_t)must(
		kacs_sys_get_sd(AT_FDCWD, "object", SACL, NULL, 0, 0));
}

int main(void)
{
	int keeper, trusted;
	size_t before;

	meet_people("attribute");
	keeper = token_for(.privileges = SE(SECURITY));
	trusted = token_for(.privileges = SE(SECURITY) | SE(TCB));
	make_file("object", "O:SYG:SYD:(A;;FA;;;BU)");
	tap_as(keeper, SET(PLAIN, SECRET), 0, "attributes_are_set");
	tap_as(alice, SET(PLAIN, SECRET), EACCES,
	       "attributes_need_access_to_the_sacl");
	before = sacl_size();
	tap_as(keeper, SET(SECRET), 0, "plain_attribute_is_removed");
	tap_as(keeper, SET({"Project", 0, 2}, SECRET), 0,
	       "plain_attribute_is_changed");
	tap_as(keeper, SET(PLAIN), EPERM, "mandatory_attribute_is_not_removed");
	tap_as(keeper, SET(PLAIN, {"Secrecy", MANDATORY, 1}), EPERM,
	       "mandatory_attribute_is_not_changed");
	tap_as(keeper, SET(PLAIN, {"Secrecy", 0, 7}), EPERM,
	       "mandatory_attribute_stays_mandatory");
	tap_as(keeper, SET(PLAIN, {"Secrecy", MANDATORY, 1}, SECRET), EPERM,
	       "mandatory_attribute_is_not_hidden_behind_another");
	tap_as(keeper, set_sd("object", "S:(AU;SA;FA;;;WD)"), EPERM,
	       "mandatory_attribute_is_not_lost_with_its_sacl");
	tap_eq(sacl_size(), before, "refused_changes_change_nothing");
	tap_as(trusted, SET(PLAIN), 0, "tcb_privilege_removes_them");
	tap_as(keeper, SET({"Other", 0, 1}), 0,
	       "without_mandatory_attributes_there_is_no_rule");
	return tap_done();
}
