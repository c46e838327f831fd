// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The limits of the system calls of files, descriptors, checks and policies,
 * each at both of its sides; those of tokens and sessions are in
 * token_limits_test.c. PSD-004 3.1, 10.8, 11.5, 13.1, 13.6.
 */
#include <sys/mount.h>
#include <sys/syscall.h>
#include "policy_spec.h"
#include "question.h"

#define SMALLEST_SID 8

/* A descriptor with nothing behind it to fill it up to any length. */
static uint8_t sd_room[KACS_SD_MAX_BYTES + 1];

static void fill_sd(const char *sddl)
{
	size_t len;
	uint8_t *sd = sd_bytes(sddl, &len);

	memset(sd_room, 0, sizeof(sd_room));
	memcpy(sd_room, sd, len);
	free(sd);
}

/* So many ACEs of an unknown type, of 4 bytes each, which are kept. */
static void fill_acl(uint8_t *acl, uint32_t len)
{
	uint32_t i, count = (len - 8) / 4;

	memset(acl, 0, len);
	acl[0] = 2;
	acl[2] = (uint8_t)len;
	acl[3] = (uint8_t)(len >> 8);
	acl[4] = (uint8_t)count;
	acl[5] = (uint8_t)(count >> 8);
	for (i = 0; i < count; i++) {
		acl[8 + 4 * i] = 0x7e;
		acl[8 + 4 * i + 2] = 4;
	}
}

static int create_with(uint32_t sd_len)
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_READ_DATA,
		.create_disposition = KACS_FILE_CREATE,
		.sd_ptr = (uintptr_t)sd_room,
		.sd_len = sd_len,
	};
	int fd = kacs_sys_open(AT_FDCWD, "created", &how, sizeof(how), NULL);

	if (fd < 0)
		return -1;
	close(fd);
	return unlink("created");
}

static int set_on(int fd, uint32_t sd_len)
{
	return kacs_sys_set_sd(fd, "", KACS_DACL_SECURITY_INFORMATION, sd_room,
			       sd_len, AT_EMPTY_PATH);
}

static int template_of(int fd, uint32_t sd_len)
{
	const struct kacs_mount_policy_args args = {
		.policy = KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL,
		.template_sd_ptr = (uintptr_t)sd_room,
		.template_sd_len = sd_len,
	};

	return kacs_sys_set_mount_policy(fd, &args, sizeof(args));
}

static int64_t ask_about(uint32_t sd_len)
{
	struct kacs_access_check_args args;

	use_sd("O:SYG:SYD:(A;;0x1;;;SY)");
	args = question(-1, QUEUE_READ);
	args.sd_ptr = (uintptr_t)sd_room;
	args.sd_len = sd_len;
	return kacs_sys_access_check(&args);
}

/* 65,535 bytes are a descriptor wherever one is given. */
static void test_sd_len(void)
{
	const int file = (int)must(open("file", O_RDWR | O_CLOEXEC));
	const int process = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
	uint32_t len;
	int token = token_for(.user = ALICE);

	for (len = KACS_SD_MAX_BYTES; len <= KACS_SD_MAX_BYTES + 1; len++) {
		int expected = len <= KACS_SD_MAX_BYTES ? 0 : EINVAL;

		tap_errno(create_with(len), expected,
			  "create_with_a_descriptor_of_%u_bytes", len);
		tap_errno(set_on(file, len), expected,
			  "file_gets_a_descriptor_of_%u_bytes", len);
		tap_errno(set_on(process, len), expected,
			  "process_gets_a_descriptor_of_%u_bytes", len);
		tap_errno(set_on(token, len), expected,
			  "token_gets_a_descriptor_of_%u_bytes", len);
		tap_errno(ask_about(len), expected,
			  "question_about_a_descriptor_of_%u_bytes", len);
	}
	close(token);
	close(process);
	close(file);
}

static void test_template_len(void)
{
	int fd;

	must(mkdir("mount", 0755));
	must(mount("limits", "mount", "tmpfs", 0, NULL));
	fd = (int)must(open("mount", O_RDONLY | O_CLOEXEC));
	tap_errno(template_of(fd, KACS_SD_MAX_BYTES), 0,
		  "template_of_65535_bytes");
	tap_errno(template_of(fd, KACS_SD_MAX_BYTES + 1), EINVAL,
		  "template_of_65536_bytes");
	close(fd);
	must(umount2("mount", MNT_DETACH));
}

/*
 * A DACL and a SACL that are too much together: header, owner and group take 44
 * bytes.
 */
static void test_merged_sd(void)
{
	enum {
		SACL_LEN = 40000,
		MOST_DACL = 65532 - 44 - SACL_LEN,
	};
	static uint8_t sd[20 + SACL_LEN];
	const uint16_t sacl_control = 0x8010, dacl_control = 0x8004;
	const uint32_t at = 20;

	sd[0] = 1;
	memcpy(sd + 2, &sacl_control, 2);
	memcpy(sd + 12, &at, 4);
	fill_acl(sd + at, SACL_LEN);
	must(kacs_sys_set_sd(AT_FDCWD, "file", KACS_SACL_SECURITY_INFORMATION,
			     sd, sizeof(sd), 0));
	memset(sd, 0, sizeof(sd));
	sd[0] = 1;
	memcpy(sd + 2, &dacl_control, 2);
	memcpy(sd + 16, &at, 4);
	fill_acl(sd + at, MOST_DACL + 4);
	tap_errno(kacs_sys_set_sd(AT_FDCWD, "file",
				  KACS_DACL_SECURITY_INFORMATION, sd,
				  at + MOST_DACL + 4, 0),
		  EINVAL, "parts_of_65536_bytes_are_not_put_together");
	fill_acl(sd + at, MOST_DACL);
	tap_errno(kacs_sys_set_sd(AT_FDCWD, "file",
				  KACS_DACL_SECURITY_INFORMATION, sd,
				  at + MOST_DACL, 0),
		  0, "parts_of_65532_bytes_are_put_together");
	tap_eq(kacs_sys_get_sd(AT_FDCWD, "file",
			       OGD | KACS_SACL_SECURITY_INFORMATION, NULL, 0,
			       0),
	       65532, "descriptor_of_65532_bytes_is_told");
	must(unlink("file"));
}

/* A claim array of exactly so many bytes; .values are two bytes a letter. */
static uint8_t *claims_of(uint32_t wanted, size_t *len)
{
	static char text[KACS_SD_MAX_BYTES];
	uint32_t letters = 1, tries;
	uint8_t *claims = NULL;
	size_t used;

	for (tries = 0; tries < 2; tries++) {
		free(claims);
		used = (size_t)snprintf(text, sizeof(text),
					"[{\"name\":\"a\",\"type\":\"string\","
					"\"values\":[\"");
		memset(text + used, 'x', letters);
		strcpy(text + used + letters, "\"]}]");
		must(kacs_local_claims_from_json(text, strlen(text), &claims,
						 len, NULL));
		letters += (wanted - (uint32_t)*len) / 2;
	}
	return claims;
}

static int64_t ask_with(struct kacs_access_check_args args)
{
	return kacs_sys_access_check(&args);
}

/* What a question may hold beside its descriptor. */
static void test_question(void)
{
	static uint8_t context[4097];
	struct kacs_access_check_args args;
	uint8_t sid[KACS_SID_MAX_BYTES + 4] = {1, 15}, *claims;
	size_t len;

	use_sd("O:SYG:SYD:(A;;0x1;;;SY)");
	args = question(-1, QUEUE_READ);
	args.audit_context_ptr = (uintptr_t)context;
	args.audit_context_len = 4096;
	tap_errno(ask_with(args), 0, "audit_context_of_4096_bytes");
	args.audit_context_len = 4097;
	tap_errno(ask_with(args), EINVAL, "audit_context_of_4097_bytes");
	args = question(-1, QUEUE_READ);
	args.self_sid_ptr = (uintptr_t)sid;
	args.self_sid_len = KACS_SID_MAX_BYTES;
	tap_errno(ask_with(args), 0, "self_sid_of_68_bytes");
	sid[1] = 16;
	args.self_sid_len = KACS_SID_MAX_BYTES + 4;
	tap_errno(ask_with(args), EINVAL, "self_sid_of_72_bytes");
	sid[1] = 0;
	args.self_sid_len = SMALLEST_SID;
	tap_errno(ask_with(args), 0, "self_sid_of_8_bytes");
	args.self_sid_len = SMALLEST_SID - 1;
	tap_errno(ask_with(args), EINVAL, "self_sid_of_7_bytes");
	args = question(-1, QUEUE_READ);
	claims = claims_of(65536, &len);
	args.local_claims_ptr = (uintptr_t)claims;
	args.local_claims_len = (uint32_t)len;
	tap_eq(len, 65536, "claims_for_the_limit");
	tap_errno(ask_with(args), 0, "claims_of_65536_bytes");
	free(claims);
	claims = claims_of(65540, &len);
	args.local_claims_ptr = (uintptr_t)claims;
	args.local_claims_len = (uint32_t)len;
	tap_errno(ask_with(args), EINVAL, "claims_of_65540_bytes");
	free(claims);
}

/* A rule of three ACLs that are as large as can be, and a condition. */
static int set_rule_of(uint32_t condition_len)
{
	static uint8_t acl[65532],
		condition[KACS_POLICY_MAX_CONDITION_BYTES + 1];
	static struct policy_spec spec;
	uint32_t len;
	uint8_t *written = condition_bytes("(@User.a == 1)", &len);

	memcpy(condition, written, len);
	free(written);
	fill_acl(acl, sizeof(acl));
	spec_begin(&spec);
	spec_field(&spec, condition, condition_len);
	spec_field(&spec, acl, sizeof(acl));
	spec_field(&spec, acl, sizeof(acl));
	spec_field(&spec, acl, sizeof(acl));
	spec_field(&spec, NULL, 0);
	spec_count(&spec, 1);
	return set_spec("S-1-17-1", &spec);
}

/* Header, lengths of five fields, three ACLs. */
#define REST_OF_RULE (5 + 20 + 3 * 65532)

static int set_condition_of(uint32_t condition_len)
{
	static uint8_t condition[KACS_POLICY_MAX_CONDITION_BYTES + 1];
	static struct policy_spec spec;
	uint32_t len, acl_len, i;
	uint8_t *written = condition_bytes("(@User.a == 1)", &len);
	uint8_t *acl = acl_bytes("D:(A;;FA;;;WD)", &acl_len);

	memcpy(condition, written, len);
	free(written);
	spec_begin(&spec);
	spec_field(&spec, condition, condition_len);
	spec_field(&spec, acl, acl_len);
	for (i = 0; i < 3; i++)
		spec_field(&spec, NULL, 0);
	spec_count(&spec, 1);
	free(acl);
	return set_spec("S-1-17-1", &spec);
}

static int set_named(uint8_t parts)
{
	uint8_t sid[KACS_SID_MAX_BYTES + 4] = {1, parts};
	struct policy_spec spec;
	const uint32_t len = SMALLEST_SID + 4u * parts;

	spec_begin(&spec);
	if (kacs_sys_set_caap(sid, len, spec.bytes, spec.len))
		return -1;
	return kacs_sys_set_caap(sid, len, NULL, 0);
}

static void test_policy(void)
{
	const uint32_t most = KACS_POLICY_MAX_BYTES - REST_OF_RULE;

	tap_errno(set_rule_of(most), 0, "policy_of_262144_bytes");
	tap_errno(set_rule_of(most + 1), EINVAL, "policy_of_262145_bytes");
	tap_errno(set_condition_of(65536), 0, "condition_of_65536_bytes");
	tap_errno(set_condition_of(65537), EINVAL, "condition_of_65537_bytes");
	must(remove_policy("S-1-17-1"));
	tap_errno(set_named(0), 0, "policy_named_by_8_bytes");
	tap_errno(set_named(15), 0, "policy_named_by_68_bytes");
	tap_errno(set_named(16), EINVAL, "policy_named_by_72_bytes");
}

int main(void)
{
	meet_people("call_limits");
	make_file("file", "O:SYG:SYD:(A;;FA;;;SY)");
	fill_sd("O:SYG:SYD:(A;OICI;GA;;;SY)(A;;0x1;;;SY)");
	test_sd_len();
	test_template_len();
	test_merged_sd();
	test_question();
	test_policy();
	return tap_done();
}
