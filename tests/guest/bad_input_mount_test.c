// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to the system calls of policies of file systems gets: the errno
 * that is specified, and nothing changed. PSD-004 11.5, 13.1, 13.6.
 */
#include "bad_input.h"

#define TEMPLATE "O:SYG:SYD:(A;OICI;FA;;;SY)"
#define SD_LEN 20 /* of the header, which all have */

/* Behind what the kernel knows, up to the largest there may be. */
#define LONGEST 4096

static char room[512];

static struct kacs_mount_policy_args get_args = {
	.template_sd_ptr = (uintptr_t)room,
	.template_sd_len = sizeof(room),
};
static struct kacs_mount_policy_args set_args = {
	.policy = KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL,
};
static struct kacs_mount_policy_args deny_args = {
	.policy = KACS_MOUNT_POLICY_DENY_MISSING,
};
static uint32_t long_get[LONGEST / 4];
static uint32_t long_set[LONGEST / 4] = {
	KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL};

#define MOUNT_CALL(call_number, args)                               \
	.number = (call_number),                                    \
	.arguments = {0, (uintptr_t)(void *)&(args), sizeof(args)}, \
	.sizes = {0, sizeof(args)}

static struct call get_mount = {.name = "get_mount_policy",
				MOUNT_CALL(__NR_kacs_get_mount_policy,
					   get_args)};
static struct call set_mount = {.name = "set_mount_policy",
				MOUNT_CALL(__NR_kacs_set_mount_policy,
					   set_args)};
static struct call deny_mount = {.name = "set_mount_policy_to_deny",
				 MOUNT_CALL(__NR_kacs_set_mount_policy,
					    deny_args)};
static struct call get_mount_long = {.name = "get_mount_policy_of_4096_bytes",
				     MOUNT_CALL(__NR_kacs_get_mount_policy,
						long_get)};
static struct call set_mount_long = {.name = "set_mount_policy_of_4096_bytes",
				     MOUNT_CALL(__NR_kacs_set_mount_policy,
						long_set)};

/* In this order: the policy that is left is the one with a template. */
static const struct call *const calls[] = {
	&deny_mount, &set_mount_long, &get_mount_long, &set_mount, &get_mount,
};

static void fill_calls(void)
{
	int fd = (int)must(open(SUBJECT_FILE, O_RDWR | O_CLOEXEC));
	uint8_t *template_sd;
	size_t len;

	get_mount.arguments[0] = set_mount.arguments[0] = (uint64_t)fd;
	deny_mount.arguments[0] = (uint64_t)fd;
	get_mount_long.arguments[0] = (uint64_t)fd;
	set_mount_long.arguments[0] = (uint64_t)fd;
	template_sd = sd_bytes(TEMPLATE, &len);
	set_args.template_sd_ptr = (uintptr_t)template_sd;
	set_args.template_sd_len = (uint32_t)len;
}

#define ADDRESS(name, call, index, size, use)                        \
	{                                                            \
		name, &(call), ARGUMENT(index), size, use, EFAULT, 0 \
	}

static const struct address addresses[] = {
	ADDRESS("args", get_mount, 1, sizeof(get_args), READ | WRITTEN),
	{"template_sd_ptr", &get_mount,
	 FIELD(1, kacs_mount_policy_args, template_sd_ptr), SD_LEN, WRITTEN, 0,
	 0},
	ADDRESS("args", set_mount, 1, sizeof(set_args), READ),
	{"template_sd_ptr", &set_mount,
	 FIELD(1, kacs_mount_policy_args, template_sd_ptr), SD_LEN, READ,
	 EINVAL, 0},
	ADDRESS("args", deny_mount, 1, sizeof(deny_args), READ),
	ADDRESS("args", get_mount_long, 1, LONGEST, READ | WRITTEN),
	ADDRESS("args", set_mount_long, 1, LONGEST, READ),
};

static const struct address odd_addresses[] = {
	ADDRESS("args", get_mount, 1, sizeof(get_args), READ | WRITTEN),
	ADDRESS("args", set_mount, 1, sizeof(set_args), READ),
	{"template_sd_ptr", &set_mount,
	 FIELD(1, kacs_mount_policy_args, template_sd_ptr), 64, READ, 0, 0},
};

#define MOUNT(name, call, field, value, expected)                              \
	{                                                                      \
		name, &(call), FIELD(1, kacs_mount_policy_args, field), value, \
			expected                                               \
	}
#define ARGSIZES(call)                                                      \
	{"argsize_0", &(call), ARGUMENT(2), 0, EINVAL},                     \
		{"argsize_15", &(call), ARGUMENT(2), 15, EINVAL},           \
		{"argsize_4097", &(call), ARGUMENT(2), 4097, EINVAL},       \
		{"argsize_4_gib", &(call), ARGUMENT(2), (1ull << 32) + 32,  \
		 EINVAL},                                                   \
	{                                                                   \
		"argsize_largest", &(call), ARGUMENT(2), UINT64_MAX, EINVAL \
	}

static const struct wrong policies[] = {
	ARGSIZES(get_mount),
	ARGSIZES(set_mount),
	{"byte_behind_the_known_ones", &get_mount_long, 1, 32, 1, 1, EINVAL},
	{"last_byte", &get_mount_long, 1, LONGEST - 1, 1, 1, EINVAL},
	{"byte_behind_the_known_ones", &set_mount_long, 1, 32, 1, 1, EINVAL},
	{"last_byte", &set_mount_long, 1, LONGEST - 1, 1, 1, EINVAL},
	MOUNT("policy_0", set_mount, policy, 0, EINVAL),
	MOUNT("unmanaged", set_mount, policy, KACS_MOUNT_POLICY_UNMANAGED,
	      EINVAL),
	MOUNT("policy_5", set_mount, policy, 5, EINVAL),
	MOUNT("policy_largest", set_mount, policy, UINT32_MAX, EINVAL),
	MOUNT("template_and_deny_missing", set_mount, policy,
	      KACS_MOUNT_POLICY_DENY_MISSING, EINVAL),
	MOUNT("template_ptr", deny_mount, template_sd_ptr, (uintptr_t)room,
	      EINVAL),
	MOUNT("template_len", deny_mount, template_sd_len, SD_LEN, EINVAL),
	MOUNT("template_len_0", set_mount, template_sd_len, 0, EINVAL),
	MOUNT("template_len_1", set_mount, template_sd_len, 1, EINVAL),
	MOUNT("template_len_19", set_mount, template_sd_len, 19, EINVAL),
	MOUNT("template_len_of_a_header", set_mount, template_sd_len, 20,
	      EINVAL),
	MOUNT("template_len_65536", set_mount, template_sd_len, 65536, EINVAL),
	MOUNT("template_len_largest", set_mount, template_sd_len, UINT32_MAX,
	      EINVAL),
};

#define MOUNT_BITS(call, field)                                              \
	{                                                                    \
#field, &(call), FIELD(1, kacs_mount_policy_args, field), 0, \
			EINVAL                                               \
	}

static const struct bits bits[] = {
	MOUNT_BITS(get_mount, flags),	   MOUNT_BITS(get_mount, pad0),
	MOUNT_BITS(get_mount, pad1),	   MOUNT_BITS(set_mount, flags),
	MOUNT_BITS(set_mount, generation), MOUNT_BITS(set_mount, pad0),
	MOUNT_BITS(set_mount, pad1),
};

/* Any file will do to ask; what is not managed stays so. */
static const struct descriptor descriptors[] = {
	{"fd",
	 &get_mount,
	 ARGUMENT(0),
	 EBADF,
	 {[A_PIPE] = ACCEPTED,
	  [A_FILE] = ACCEPTED,
	  [A_DIRECTORY] = ACCEPTED,
	  [BY_PATH] = ACCEPTED,
	  [AN_EVENTFD] = ACCEPTED,
	  [A_SOCKET] = ACCEPTED,
	  [A_TOKEN] = ACCEPTED,
	  [A_PROCESS] = ACCEPTED,
	  [A_DEAD_PROCESS] = ACCEPTED}},
	{"fd",
	 &set_mount,
	 ARGUMENT(0),
	 EBADF,
	 {[A_PIPE] = EOPNOTSUPP,
	  [A_FILE] = ACCEPTED,
	  [A_DIRECTORY] = ACCEPTED,
	  [BY_PATH] = ACCEPTED,
	  [AN_EVENTFD] = EOPNOTSUPP,
	  [A_SOCKET] = EOPNOTSUPP,
	  [A_TOKEN] = EOPNOTSUPP,
	  [A_PROCESS] = EOPNOTSUPP,
	  [A_DEAD_PROCESS] = EOPNOTSUPP}},
};

static void test_templates(void)
{
	struct kacs_mount_policy_args args = set_args;
	static const char *const incomplete[] = {
		"G:SYD:(A;;FA;;;SY)",
		"O:SYD:(A;;FA;;;SY)",
		"O:SYG:SYD:NO_ACCESS_CONTROL",
	};
	uint8_t *sd;
	size_t len, i;

	for (i = 0; i < COUNT(incomplete); i++) {
		sd = sd_bytes(incomplete[i], &len);
		args.template_sd_ptr = (uintptr_t)sd;
		args.template_sd_len = (uint32_t)len;
		refused(kacs_sys_set_mount_policy((int)set_mount.arguments[0],
						  &args, sizeof(args)),
			EINVAL, "set_mount_policy_with_template_%s",
			incomplete[i]);
		free(sd);
	}
}

/* Whoever may not is told so before anything else is looked at. */
static void test_gates(void)
{
	refused_as(alice, kacs_sys_get_mount_policy(-1, NULL, 0), EPERM,
		   "get_mount_policy_without_the_privilege");
	refused_as(alice, kacs_sys_set_mount_policy(-1, NULL, 0), EPERM,
		   "set_mount_policy_without_the_privilege");
}

int main(void)
{
	make_subject("bad_input_mount");
	fill_calls();
	accept_calls(calls, COUNT(calls));
	accept_odd_addresses(odd_addresses, COUNT(odd_addresses));
	refuse_addresses(addresses, COUNT(addresses));
	refuse_wrongs(policies, COUNT(policies));
	refuse_bits(bits, COUNT(bits));
	refuse_descriptors(descriptors, COUNT(descriptors));
	test_templates();
	test_gates();
	return bad_input_done();
}
