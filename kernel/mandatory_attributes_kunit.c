// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which changes to a SACL leave the mandatory resource attributes as they are.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include "mandatory_attributes.h"

#define KACS_MANDATORY 0x0020u

/* One attribute: a name of one character and one UINT64. */
struct kacs_attribute {
	char name;
	u32 flags;
	u64 value;
	u8 ace_flags;
};

#define KACS_CLAIM_BYTES 32u /* header 20, value 8, name and its end 4 */
#define KACS_EVERYONE_BYTES 12u
#define KACS_ATTRIBUTE_BYTES \
	(KACS_ACE_HEADER_BYTES + 4 + KACS_EVERYONE_BYTES + KACS_CLAIM_BYTES)

static void kacs_put_attribute(u8 *ace, const struct kacs_attribute *attribute)
{
	u8 *claim = ace + KACS_ATTRIBUTE_BYTES - KACS_CLAIM_BYTES;
	struct kacs_sid everyone;

	kacs_sid_well_known(KACS_SID_EVERYONE, &everyone);
	ace[0] = KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE;
	ace[1] = attribute->ace_flags;
	kacs_store_le16(ace + 2, KACS_ATTRIBUTE_BYTES);
	memcpy(ace + 8, everyone.bytes, everyone.len);
	kacs_store_le32(claim, 28);
	kacs_store_le16(claim + 4, 2);
	kacs_store_le32(claim + 8, attribute->flags);
	kacs_store_le32(claim + 12, 1);
	kacs_store_le32(claim + 16, 20);
	kacs_store_le64(claim + 20, attribute->value);
	kacs_store_le16(claim + 28, attribute->name);
}

/* A prepared descriptor whose SACL holds these attributes. */
static const struct kacs_sd *kacs_with(struct kunit *test,
				       const struct kacs_attribute *attributes,
				       u32 count)
{
	u32 acl_len = KACS_ACL_HEADER_BYTES + count * KACS_ATTRIBUTE_BYTES;
	u32 len = KACS_SD_HEADER_BYTES + acl_len;
	u8 *bytes = kunit_kzalloc(test, len, GFP_KERNEL);
	u8 *acl = bytes + KACS_SD_HEADER_BYTES;
	const struct kacs_sd *sd;
	void *mem;
	u32 size, i;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	bytes[0] = 1;
	kacs_store_le16(bytes + 2,
			KACS_SE_SELF_RELATIVE | KACS_SE_SACL_PRESENT);
	kacs_store_le32(bytes + 12, KACS_SD_HEADER_BYTES);
	acl[0] = KACS_ACL_REVISION;
	kacs_store_le16(acl + 2, acl_len);
	kacs_store_le16(acl + 4, count);
	for (i = 0; i < count; i++)
		kacs_put_attribute(acl + KACS_ACL_HEADER_BYTES +
					   i * KACS_ATTRIBUTE_BYTES,
				   &attributes[i]);
	KUNIT_ASSERT_EQ(test, 0, kacs_sd_measure(bytes, len, &size, NULL));
	mem = kunit_kzalloc(test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_ASSERT_EQ(test, 0,
			kacs_sd_prepare(mem, size, bytes, len, &sd, NULL));
	return sd;
}

static const struct kacs_attribute kacs_secret = {'a', KACS_MANDATORY, 1};
static const struct kacs_attribute kacs_free = {'b', 0, 1};

#define KACS_KEPT(test, old, new)                                             \
	kacs_mandatory_attributes_kept(kacs_with(test, old, ARRAY_SIZE(old)), \
				       kacs_with(test, new, ARRAY_SIZE(new)))

static void an_optional_attribute_may_go(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret, kacs_free};
	const struct kacs_attribute new[] = {kacs_secret};

	KUNIT_EXPECT_TRUE(test, KACS_KEPT(test, old, new));
}

static void a_mandatory_attribute_may_not_go(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret};
	const struct kacs_attribute new[] = {kacs_free};

	KUNIT_EXPECT_FALSE(test, KACS_KEPT(test, old, new));
}

static void a_mandatory_value_may_not_change(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret};
	const struct kacs_attribute new[] = {{'a', KACS_MANDATORY, 2}};

	KUNIT_EXPECT_FALSE(test, KACS_KEPT(test, old, new));
}

static void the_flag_itself_is_protected(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret};
	const struct kacs_attribute new[] = {{'a', 0, 1}};

	KUNIT_EXPECT_FALSE(test, KACS_KEPT(test, old, new));
}

static void a_mandatory_attribute_may_move(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret, kacs_free};
	const struct kacs_attribute new[] = {kacs_free, kacs_secret};

	KUNIT_EXPECT_TRUE(test, KACS_KEPT(test, old, new));
}

static void hiding_behind_a_first_of_the_name_is_a_change(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret};
	const struct kacs_attribute new[] = {{'A', 0, 7}, kacs_secret};

	KUNIT_EXPECT_FALSE(test, KACS_KEPT(test, old, new));
}

static void a_hidden_one_of_the_name_does_not_count(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret,
					     {'A', KACS_MANDATORY, 9}};
	const struct kacs_attribute new[] = {kacs_secret};

	KUNIT_EXPECT_TRUE(test, KACS_KEPT(test, old, new));
}

static void turning_it_inherit_only_is_a_change(struct kunit *test)
{
	const struct kacs_attribute old[] = {kacs_secret};
	const struct kacs_attribute new[] = {
		{'a', KACS_MANDATORY, 1, KACS_ACE_INHERIT_ONLY}};

	KUNIT_EXPECT_FALSE(test, KACS_KEPT(test, old, new));
}

static struct kunit_case kacs_mandatory_attributes_cases[] = {
	KUNIT_CASE(an_optional_attribute_may_go),
	KUNIT_CASE(a_mandatory_attribute_may_not_go),
	KUNIT_CASE(a_mandatory_value_may_not_change),
	KUNIT_CASE(the_flag_itself_is_protected),
	KUNIT_CASE(a_mandatory_attribute_may_move),
	KUNIT_CASE(hiding_behind_a_first_of_the_name_is_a_change),
	KUNIT_CASE(a_hidden_one_of_the_name_does_not_count),
	KUNIT_CASE(turning_it_inherit_only_is_a_change),
	{}};

static struct kunit_suite kacs_mandatory_attributes_suite = {
	.name = "kacs-mandatory-attributes",
	.test_cases = kacs_mandatory_attributes_cases,
};
kunit_test_suite(kacs_mandatory_attributes_suite);
