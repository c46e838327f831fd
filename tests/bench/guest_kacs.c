// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * KACS: the program runs under a minted token of an ordinary user with ten
 * groups, on files with a DACL of five ACEs of which the fourth decides. Made
 * with bare system calls and bytes: the benchmark's guest stands on the ABI
 * and nothing else.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <kacs/access.h>
#include <kacs/privilege.h>
#include <kacs/sd.h>
#include <kacs/syscall.h>
#include <kacs/token.h>

#include "guest.h"
#include "guest_init.h"

#define DOMAIN 21, 1, 2, 3
#define USER_RID 1001
#define FIRST_GROUP_RID 2001 /* seven of them */
#define ABSENT_RID 2999	     /* nobody here is in it */
#define FILE_MODIFY             \
	(KACS_FILE_ALL_ACCESS & \
	 ~(KACS_WRITE_DAC | KACS_WRITE_OWNER | KACS_FILE_DELETE_CHILD))

struct bytes {
	uint8_t data[2048];
	size_t size;
};

static void put(struct bytes *out, const void *data, size_t size)
{
	if (size > sizeof(out->data) - out->size)
		fail("a KACS buffer's room");
	memcpy(out->data + out->size, data, size);
	out->size += size;
}

static void put_u8(struct bytes *out, uint8_t value)
{
	put(out, &value, sizeof(value));
}

static void put_u16(struct bytes *out, uint16_t value)
{
	put(out, &value, sizeof(value)); /* x86: little-endian */
}

static void put_u32(struct bytes *out, uint32_t value)
{
	put(out, &value, sizeof(value));
}

struct sid {
	uint8_t authority;
	uint8_t count;
	uint32_t parts[6];
};

static const struct sid sid_everyone = {1, 1, {0}};
static const struct sid sid_local = {2, 1, {0}};
static const struct sid sid_authenticated = {5, 1, {11}};
static const struct sid sid_system = {5, 1, {18}};
static const struct sid sid_administrators = {5, 2, {32, 544}};
static const struct sid sid_user = {5, 5, {DOMAIN, USER_RID}};
static const struct sid sid_absent = {5, 5, {DOMAIN, ABSENT_RID}};
static const struct sid sid_editors = {5, 5, {DOMAIN, FIRST_GROUP_RID + 6}};

static size_t sid_size(const struct sid *sid)
{
	return KACS_SID_MIN_BYTES + 4 * sid->count;
}

static void put_sid(struct bytes *out, const struct sid *sid)
{
	put_u8(out, 1);
	put_u8(out, sid->count);
	put(out, "\0\0\0\0\0", 5);
	put_u8(out, sid->authority);
	for (unsigned int i = 0; i < sid->count; i++)
		put_u32(out, sid->parts[i]);
}

static void put_ace(struct bytes *out, uint8_t type, uint8_t flags,
		    uint32_t mask, const struct sid *sid)
{
	put_u8(out, type);
	put_u8(out, flags);
	put_u16(out, KACS_ACE_HEADER_BYTES + 4 + sid_size(sid));
	put_u32(out, mask);
	put_sid(out, sid);
}

static void put_acl(struct bytes *out, const struct bytes *aces,
		    uint16_t ace_count)
{
	put_u8(out, KACS_ACL_REVISION);
	put_u8(out, 0);
	put_u16(out, KACS_ACL_HEADER_BYTES + aces->size);
	put_u16(out, ace_count);
	put_u16(out, 0);
	put(out, aces->data, aces->size);
}

/* A self-relative SD: header, DACL, owner, group. */
static void put_sd(struct bytes *out, const struct bytes *acl,
		   const struct sid *owner, const struct sid *group)
{
	uint32_t owner_at = KACS_SD_HEADER_BYTES + acl->size;

	put_u8(out, 1);
	put_u8(out, 0);
	put_u16(out, KACS_SE_SELF_RELATIVE | KACS_SE_DACL_PRESENT);
	put_u32(out, owner_at);
	put_u32(out, owner_at + sid_size(owner));
	put_u32(out, 0);
	put_u32(out, KACS_SD_HEADER_BYTES);
	put(out, acl->data, acl->size);
	put_sid(out, owner);
	put_sid(out, group);
}

static void set_sd(const char *path, const struct bytes *aces,
		   uint16_t ace_count)
{
	const uint32_t parts = KACS_OWNER_SECURITY_INFORMATION |
			       KACS_GROUP_SECURITY_INFORMATION |
			       KACS_DACL_SECURITY_INFORMATION;
	struct bytes acl = {.size = 0}, sd = {.size = 0};
	int fd = open(path, O_PATH | O_CLOEXEC);

	put_acl(&acl, aces, ace_count);
	put_sd(&sd, &acl, &sid_administrators, &sid_system);
	if (fd < 0 || syscall(__NR_kacs_set_sd, fd, "", parts, sd.data,
			      (uint32_t)sd.size, AT_EMPTY_PATH) != 0)
		fail(path);
	close(fd);
}

static void put_tree_aces(struct bytes *aces)
{
	const uint8_t inherit =
		KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT;

	put_ace(aces, KACS_ACE_ACCESS_DENIED, inherit, KACS_FILE_GENERIC_WRITE,
		&sid_absent);
	put_ace(aces, KACS_ACE_ACCESS_ALLOWED, inherit, KACS_FILE_ALL_ACCESS,
		&sid_system);
	put_ace(aces, KACS_ACE_ACCESS_ALLOWED, inherit, KACS_FILE_ALL_ACCESS,
		&sid_administrators);
	put_ace(aces, KACS_ACE_ACCESS_ALLOWED, inherit, FILE_MODIFY,
		&sid_editors);
	put_ace(aces, KACS_ACE_ACCESS_ALLOWED, inherit, KACS_FILE_GENERIC_READ,
		&sid_everyone);
}

/* Inherited by all that is made in the tree, as an administrator would. */
static void label_root(void)
{
	struct bytes aces = {.size = 0};

	put_tree_aces(&aces);
	set_sd(BENCH_ROOT, &aces, 5);
}

static void label_tree(void)
{
	static const char *const paths[] = {BENCH_DIR1, BENCH_DIR, BENCH_FILE,
					    BENCH_PROGRAM, BENCH_TARGET};
	struct bytes aces = {.size = 0};

	put_tree_aces(&aces);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		set_sd(paths[i], &aces, 5);

	aces.size = 0;
	put_ace(&aces, KACS_ACE_ACCESS_DENIED, 0, KACS_FILE_ALL_ACCESS,
		&sid_user);
	put_ace(&aces, KACS_ACE_ACCESS_ALLOWED, 0, KACS_FILE_ALL_ACCESS,
		&sid_everyone);
	set_sd(BENCH_REFUSED, &aces, 2);
}

static uint64_t create_session(void)
{
	struct bytes spec = {.size = 0};
	long session;

	put_u8(&spec, KACS_LOGON_INTERACTIVE);
	put_u16(&spec, 5);
	put(&spec, "bench", 5);
	put_u32(&spec, sid_size(&sid_user));
	put_sid(&spec, &sid_user);
	session = syscall(__NR_kacs_create_session, spec.data, spec.size);
	if (session < 0)
		fail("kacs_create_session");
	return session;
}

static void put_group(struct bytes *out, const struct sid *sid)
{
	put_u32(out, sid_size(sid));
	put_sid(out, sid);
	put_u32(out, KACS_SE_GROUP_MANDATORY |
			     KACS_SE_GROUP_ENABLED_BY_DEFAULT |
			     KACS_SE_GROUP_ENABLED);
}

static int create_token(void)
{
	struct kacs_token_spec header = {
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_PRIMARY,
		.integrity_rid = KACS_INTEGRITY_MEDIUM,
		.mandatory_policy = KACS_POLICY_NO_WRITE_UP,
		.privs_present = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY),
		.privs_enabled = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY),
		.projected_uid = BENCH_UID,
		.projected_gid = BENCH_UID,
		.source_name = "bench",
		.session_id = create_session(),
		.groups_count = BENCH_GROUPS,
		.supp_gids_count = BENCH_GROUPS,
	};
	struct bytes aces = {.size = 0}, spec = {.size = sizeof(header)};
	int fd;

	header.user_sid_offset = spec.size;
	put_sid(&spec, &sid_user);
	header.groups_offset = spec.size;
	put_group(&spec, &sid_everyone);
	put_group(&spec, &sid_authenticated);
	put_group(&spec, &sid_local);
	for (unsigned int i = 0; i < BENCH_GROUPS - 3; i++) {
		struct sid group = {5, 5, {DOMAIN, FIRST_GROUP_RID + i}};

		put_group(&spec, &group);
	}
	put_ace(&aces, KACS_ACE_ACCESS_ALLOWED, 0, KACS_GENERIC_ALL, &sid_user);
	put_ace(&aces, KACS_ACE_ACCESS_ALLOWED, 0, KACS_GENERIC_ALL,
		&sid_system);
	header.default_dacl_offset = spec.size;
	put_acl(&spec, &aces, 2);
	header.default_dacl_len = spec.size - header.default_dacl_offset;
	header.supp_gids_offset = spec.size;
	for (unsigned int i = 0; i < BENCH_GROUPS; i++)
		put_u32(&spec, BENCH_UID + 1 + i);
	memcpy(spec.data, &header, sizeof(header));

	fd = syscall(__NR_kacs_create_token, spec.data, spec.size);
	if (fd < 0)
		fail("kacs_create_token");
	return fd;
}

/*
 * No setuid() here: it means another token, which only a logon service has.
 * The minted token's projection is what getuid() and DAC see.
 */
static void become_user(void)
{
	if (ioctl(create_token(), KACS_IOC_INSTALL) != 0)
		fail("KACS_IOC_INSTALL");
}

const struct module module_kacs = {
	.name = "kacs",
	.label_root = label_root,
	.label_tree = label_tree,
	.become_user = become_user,
};
