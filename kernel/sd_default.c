// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors of files that nobody gave one.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/slab.h>

#include "../core/inherit.h"
#include "credentials.h"
#include "file.h"
#include "inherited.h"
#include "inode_sd.h"
#include "process.h"
#include "sd_builder.h"
#include "sd_default.h"
#include "token_defaults.h"

#define KACS_INHERIT_ALL (KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT)
#define KACS_MAY_CREATE (KACS_FILE_ADD_FILE | KACS_FILE_ADD_SUBDIRECTORY)
#define KACS_READ_EXECUTE (KACS_FILE_GENERIC_READ | KACS_FILE_GENERIC_EXECUTE)

static struct kacs_sd_object *
kacs_build_system_sd(const struct kacs_rule *rules, u32 count)
{
	struct kacs_sid system;

	kacs_sid_well_known(KACS_SID_SYSTEM, &system);
	return kacs_sd_build(&system, &system, rules, count, GFP_NOFS);
}

struct kacs_sd_object *kacs_default_root_sd(struct inode *inode)
{
	struct kacs_rule rules[5];
	u32 count = 0;

	rules[count++] = kacs_rule_allow(KACS_INHERIT_ALL, KACS_FILE_ALL_ACCESS,
					 KACS_SID_SYSTEM);
	rules[count++] = kacs_rule_allow(KACS_INHERIT_ALL, KACS_FILE_ALL_ACCESS,
					 KACS_SID_ADMINISTRATORS);
	if (inode->i_mode & 0002) {
		/* Shared: everybody creates, and keeps what he created. */
		rules[count++] = kacs_rule_allow(
			KACS_INHERIT_ALL | KACS_ACE_INHERIT_ONLY,
			KACS_FILE_ALL_ACCESS, KACS_SID_CREATOR_OWNER);
		rules[count++] =
			kacs_rule_allow(0, KACS_READ_EXECUTE | KACS_MAY_CREATE,
					KACS_SID_EVERYONE);
	} else if (inode->i_mode & 0005) {
		/* What a service or a terminal creates there is its own. */
		rules[count++] = kacs_rule_allow(
			KACS_INHERIT_ALL | KACS_ACE_INHERIT_ONLY,
			KACS_FILE_ALL_ACCESS, KACS_SID_CREATOR_OWNER);
		rules[count++] = kacs_rule_allow(
			KACS_INHERIT_ALL, KACS_READ_EXECUTE, KACS_SID_EVERYONE);
	}
	return kacs_build_system_sd(rules, count);
}

/* The fallback of 11.5, word for word. */
static struct kacs_sd_object *kacs_fallback_sd(void)
{
	const struct kacs_rule rules[] = {
		kacs_rule_allow(0, KACS_FILE_ALL_ACCESS, KACS_SID_SYSTEM),
		kacs_rule_allow(0, KACS_FILE_ALL_ACCESS,
				KACS_SID_ADMINISTRATORS),
		kacs_rule_allow(0, KACS_READ_EXECUTE, KACS_SID_EVERYONE),
	};

	return kacs_build_system_sd(rules, ARRAY_SIZE(rules));
}

/* Device nodes of devtmpfs: the mode that the driver asked for says who. */
static struct kacs_sd_object *kacs_device_sd(umode_t mode)
{
	struct kacs_rule rules[3];
	u32 count = 0;
	u32 mask = 0;

	if (mode & 0004)
		mask |= KACS_FILE_GENERIC_READ;
	if (mode & 0002)
		mask |= KACS_FILE_GENERIC_WRITE;
	rules[count++] =
		kacs_rule_allow(0, KACS_FILE_ALL_ACCESS, KACS_SID_SYSTEM);
	rules[count++] = kacs_rule_allow(0, KACS_FILE_ALL_ACCESS,
					 KACS_SID_ADMINISTRATORS);
	if (mask)
		rules[count++] = kacs_rule_allow(0, mask, KACS_SID_EVERYONE);
	return kacs_build_system_sd(rules, count);
}

static bool kacs_is_device_node(const struct inode *inode)
{
	return (S_ISCHR(inode->i_mode) || S_ISBLK(inode->i_mode)) &&
	       !strcmp(inode->i_sb->s_type->name, "devtmpfs");
}

bool kacs_driver_sets_mode(const struct inode *inode, const struct iattr *attr)
{
	return unlikely(current->flags & PF_KTHREAD) &&
	       (attr->ia_valid & ATTR_MODE) && kacs_is_device_node(inode);
}

int kacs_follow_drivers_mode(struct mnt_idmap *idmap, struct dentry *dentry,
			     umode_t mode)
{
	struct kacs_sd_object *object = kacs_device_sd(mode);
	int error;

	if (IS_ERR(object))
		return PTR_ERR(object);
	error = kacs_inode_set_sd(idmap, dentry, object);
	kacs_sd_put(object);
	return error;
}

static struct kacs_sd_object *
kacs_inherit_object(const struct kacs_inherit *how)
{
	struct kacs_sd_object *object;
	u8 *bytes;
	u32 len;

	if (kacs_inherit_sd(how, NULL, 0, &len, NULL))
		return ERR_PTR(-EACCES);
	bytes = kmalloc(len, GFP_NOFS);
	if (!bytes)
		return ERR_PTR(-ENOMEM);
	if (kacs_inherit_sd(how, bytes, len, &len, NULL))
		object = ERR_PTR(-EACCES);
	else
		object = kacs_sd_intern(bytes, len, GFP_NOFS);
	kfree(bytes);
	return object;
}

struct kacs_sd_object *kacs_synthesized_root_sd(struct kacs_sd_object *template)
{
	return template ? kacs_sd_get(template) : kacs_fallback_sd();
}

struct kacs_sd_object *kacs_synthesize_sd(const struct kacs_sd_object *parent,
					  struct kacs_sd_object *template,
					  bool is_container)
{
	struct kacs_sd_object *creator = kacs_synthesized_root_sd(template);
	struct kacs_sd_object *object;
	struct kacs_inherit how = {
		.is_container = is_container,
		.mapping = &kacs_file_mapping,
	};

	if (IS_ERR(creator) || !parent->sd)
		return creator;
	how.parent = parent->sd;
	how.owner = creator->sd->owner;
	how.group = creator->sd->group;
	how.default_dacl = creator->sd->bytes + creator->sd->dacl_offset;
	how.default_dacl_len = kacs_load_le16(how.default_dacl + 2);
	object = kacs_inherit_object(&how);
	kacs_sd_put(creator);
	return object;
}

/* The descriptor of a child of a directory that has a descriptor. */
static struct kacs_sd_object *
kacs_inherit_from(const struct kacs_sd *parent, const struct kacs_sd *creator,
		  const struct kacs_identity *identity,
		  const struct kacs_token_defaults *defaults, bool is_container)
{
	struct kacs_inherit how = {
		.parent = parent,
		.creator = creator,
		.is_container = is_container,
		.owner = *kacs_identity_indexed(
			identity, kacs_default_owner(identity, defaults)),
		.group = *kacs_identity_indexed(
			identity, kacs_default_group(identity, defaults)),
		.default_dacl = kacs_default_dacl(identity, defaults),
		.default_dacl_len = kacs_default_dacl_len(identity, defaults),
		.mapping = &kacs_file_mapping,
	};

	return kacs_inherit_object(&how);
}

static struct kacs_sd_object *
kacs_created_in(const struct kacs_sd_object *parent,
		struct kacs_token_object *token, bool is_container)
{
	const struct kacs_native_open *native = kacs_task(current)->native_open;
	const struct kacs_sd *creator = native ? native->creator_sd : NULL;
	struct kacs_token_defaults *defaults;
	struct kacs_inherited_key key = {
		.parent_id = parent->id,
		.decision_id = READ_ONCE(token->decision_id),
		.is_container = is_container,
	};
	struct kacs_sd_object *object;

	object = creator ? NULL : kacs_inherited_find(&key);
	if (object)
		return object;
	key.decision_id = kacs_token_defaults(token, &defaults);
	object = kacs_inherit_from(parent->sd, creator,
				   kacs_token_identity(token), defaults,
				   is_container);
	kacs_token_defaults_put(defaults);
	if (!creator && !IS_ERR(object))
		kacs_inherited_remember(&key, object);
	return object;
}

struct kacs_sd_object *kacs_new_sd(struct inode *dir, bool is_container)
{
	struct kacs_token_object *token = kacs_current_token();
	struct kacs_sd_object *parent, *object;

	if (unlikely(!token))
		return ERR_PTR(-EACCES);
	parent = kacs_inode_sd(dir, NULL);
	if (IS_ERR(parent))
		return parent;
	/* A directory whose own descriptor is missing or corrupt has no
	 * children. */
	object = parent->sd ? kacs_created_in(parent, token, is_container)
			    : ERR_PTR(-EACCES);
	kacs_sd_put(parent);
	return object;
}

struct kacs_sd_object *kacs_created_sd(struct inode *dir, struct inode *inode)
{
	if (unlikely(!kacs_current_token()))
		return ERR_PTR(-EACCES);
	if (kacs_is_device_node(inode))
		return kacs_device_sd(inode->i_mode);
	return kacs_new_sd(dir, S_ISDIR(inode->i_mode));
}
