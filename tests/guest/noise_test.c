// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Random and mutated bytes into every system call that parses: an answer or an
 * error, never anything else. What is seen is the kernel's own checkers'.
 */
#include "kmes.h"
#include "policy_spec.h"

#define ROUNDS 3000u

/* The same bytes at every boot. */
static uint64_t state = 0x9e3779b97f4a7c15ull;

static uint32_t noise(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

/* Values at which lengths, counts and offsets go wrong. */
static uint8_t interesting(void)
{
	static const uint8_t values[] = {0, 1, 2, 4, 8, 0x7f, 0x80, 0xff};

	return values[noise() % sizeof(values)];
}

/* A few bytes of a copy changed, sometimes cut. */
static uint8_t *mutated(const uint8_t *from, size_t len, size_t *new_len)
{
	uint8_t *copy = malloc(len);
	unsigned int i, changes = 1 + noise() % 6;

	memcpy(copy, from, len);
	for (i = 0; i < changes; i++)
		copy[noise() % len] =
			noise() & 1 ? interesting() : (uint8_t)noise();
	*new_len = noise() % 8 ? len : noise() % (len + 1);
	return copy;
}

/* What a round may come to. */
static unsigned int surprises;

static void judge(const char *what, long result)
{
	if (result >= 0 || errno == EINVAL || errno == EACCES ||
	    errno == EPERM || errno == EFAULT || errno == EOPNOTSUPP ||
	    errno == ENOENT || errno == EBADF || errno == EBUSY ||
	    errno == ENODATA || errno == ERANGE || errno == ENOTTY ||
	    errno == E2BIG || errno == ENOSPC)
		return;
	tap_note("%s: %s", what, tap_errno_name(errno));
	surprises++;
}

static void close_if_open(long fd)
{
	if (fd > STDERR_FILENO)
		close((int)fd);
}

static const char rich_token[] =
	"{\"user\":\"" ALICE "\",\"groups\":[{\"sid\":\"" EVERYONE
	"\"},{\"sid\":\"" CONTRACTORS "\"}],"
	"\"restricted_sids\":[{\"sid\":\"S-1-5-12\"}],"
	"\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\","
	"\"capabilities\":[{\"sid\":\"S-1-15-3-1\"}]},"
	"\"device_groups\":[{\"sid\":\"S-1-5-21-9-9-9-500\"}],"
	"\"claims\":{\"user\":[{\"name\":\"dept\",\"type\":\"string\","
	"\"values\":[\"eng\"],\"flags\":[]}]},"
	"\"default_dacl\":\"D:(A;;GA;;;SY)(D;;GA;;;BU)\","
	"\"projected_supplementary_gids\":[7003,7004]}";

static void test_token_specifications(void)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *spec, *bad;
	size_t spec_len, len;
	unsigned int i;
	long fd;

	if (kacs_token_from_json(rich_token, strlen(rich_token), &spec,
				 &spec_len, &diagnostic))
		tap_abort(diagnostic.message);
	for (i = 0; i < ROUNDS; i++) {
		bad = mutated(spec, spec_len, &len);
		fd = kacs_sys_create_token(bad, len);
		judge("kacs_create_token", fd);
		close_if_open(fd);
		free(bad);
	}
	free(spec);
}

/* A token that was accepted can be asked, checked and copied. */
static void test_odd_tokens(void)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *spec, *bad, *got;
	size_t spec_len, len, got_len;
	struct kacs_duplicate_args duplicate = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_PRIMARY,
	};
	unsigned int i, class;
	long fd;

	must(kacs_token_from_json(rich_token, strlen(rich_token), &spec,
				  &spec_len, &diagnostic));
	for (i = 0; i < ROUNDS / 4; i++) {
		bad = mutated(spec, spec_len, &len);
		fd = kacs_sys_create_token(bad, len);
		free(bad);
		if (fd < 0)
			continue;
		for (class = 0; class < 0x42; class ++)
			if (kacs_token_query((int)fd, class, &got, &got_len) ==
			    0)
				free(got);
		judge("KACS_IOC_DUPLICATE",
		      kacs_sys_token_duplicate((int)fd, &duplicate));
		close_if_open(duplicate.result_fd);
		duplicate.result_fd = -1;
		as((int)fd, open("noise", O_RDWR | O_CREAT, 0600));
		close_if_open(fd);
	}
	free(spec);
}

static void test_descriptors(void)
{
	static const char *const texts[] = {
		"O:SYG:SYD:(A;;FA;;;SY)(D;OICI;FW;;;BU)(A;OICIIO;GA;;;CO)",
		"O:" ALICE "G:BUD:PAI(A;;FR;;;WD)S:(ML;;NW;;;HI)",
		"O:BAD:(OA;;CC;00000000-0000-0000-0000-000000000001;;WD)",
	};
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = alice,
		.desired_access = KACS_MAXIMUM_ALLOWED,
		.generic_all = KACS_FILE_ALL_ACCESS,
	};
	uint8_t *sd, *bad;
	size_t sd_len, len;
	unsigned int i;

	make_file("noise", "O:SYG:SYD:(A;;FA;;;WD)");
	for (i = 0; i < ROUNDS; i++) {
		sd = sd_bytes(texts[i % 3], &sd_len);
		bad = mutated(sd, sd_len, &len);
		judge("kacs_set_sd",
		      kacs_sys_set_sd(AT_FDCWD, "noise", 1 + noise() % 31, bad,
				      (uint32_t)len, 0));
		args.sd_ptr = (uintptr_t)bad;
		args.sd_len = (uint32_t)len;
		judge("kacs_access_check", kacs_sys_access_check(&args));
		free(bad);
		free(sd);
	}
}

/* What is accepted is gone by: a file is opened under it. */
static void test_policies(void)
{
	static struct policy_spec spec, bad;
	const struct rule rule = {
		.applies_to = "(@User.dept == \"eng\" || @Resource.a > 3)",
		.dacl = "D:(XA;;FA;;;WD;(Member_of {SID(BU)}))(A;;FR;;;BU)",
		.sacl = "S:(AU;SAFA;FA;;;WD)(AL;;FW;;;BU)",
		.staged_dacl = "D:(OA;;CC;00000000-0000-0000-0000-000000000001"
			       ";;WD)",
		.staged_sacl = "S:(AU;FA;FA;;;WD)",
	};
	size_t len;
	uint8_t *bytes;
	unsigned int i, accepted = 0;
	int result;

	make_file("policed", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd("policed", "S:(SP;;;;;S-1-17-1)");
	spec_begin(&spec);
	spec_rule(&spec, &rule);
	spec_rule(&spec, &rule);
	for (i = 0; i < ROUNDS; i++) {
		bytes = mutated(spec.bytes, spec.len, &len);
		memcpy(bad.bytes, bytes, len);
		bad.len = (uint32_t)len;
		free(bytes);
		result = set_spec("S-1-17-1", &bad);
		judge("kacs_set_caap", result);
		if (result == 0 && accepted++ % 16 == 0)
			judge("open", with_open("policed", O_RDWR, 0));
	}
	must(remove_policy("S-1-17-1"));
	tap_ok(accepted > 0, "some_noise_in_policies_is_a_policy");
}

/* Trees and local claims, checked with the descriptors that use them. */
static void test_questions(void)
{
	uint32_t claims_len, tree_len;
	uint8_t *acl = acl_bytes("S:(RA;;;;;WD;(\"a\",TS,0x0,\"x\",\"yz\"))"
				 "(RA;;;;;WD;(\"b\",TI,0x0,5,6))",
				 &claims_len);
	struct kacs_object_type_entry tree[8] = {0};
	struct kacs_node_result results[8];
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = alice,
		.desired_access = KACS_MAXIMUM_ALLOWED,
		.generic_all = KACS_FILE_ALL_ACCESS,
	};
	uint8_t claims[256], *bad_claims, *bad_tree, *sd;
	size_t sd_len, len;
	unsigned int i;

	sd = sd_bytes("O:SYG:SYD:(XA;;FA;;;WD;(@Local.a Contains \"yz\"))"
		      "(OD;;CC;00000001-0000-0000-0000-000000000000;;WD)"
		      "(XD;;FW;;;WD;(@Local.b Any_of {5,7}))",
		      &sd_len);
	args.sd_ptr = (uintptr_t)sd;
	args.sd_len = (uint32_t)sd_len;
	/* The claim of the first ACE. */
	claims_len = (uint32_t)acl[10] - 20;
	memcpy(claims, &claims_len, sizeof(claims_len));
	memcpy(claims + 4, acl + 28, claims_len);
	claims_len += 4;
	for (i = 0; i < 8; i++) {
		tree[i].level = (uint16_t)(i < 4 ? i : i == 4 ? 1 : 2);
		tree[i].guid[0] = (uint8_t)i;
	}
	for (i = 0; i < ROUNDS; i++) {
		bad_claims = mutated(claims, claims_len, &len);
		args.local_claims_ptr = len ? (uintptr_t)bad_claims : 0;
		args.local_claims_len = (uint32_t)len;
		bad_tree = mutated((uint8_t *)tree, sizeof(tree), &len);
		tree_len = (uint32_t)(len / sizeof(*tree));
		args.object_tree_ptr = tree_len ? (uintptr_t)bad_tree : 0;
		args.object_tree_count = tree_len;
		judge("kacs_access_check", kacs_sys_access_check(&args));
		judge("kacs_access_check_list",
		      kacs_sys_access_check_list(&args, results, tree_len));
		free(bad_claims);
		free(bad_tree);
	}
	free(acl);
	free(sd);
}

/* Types, payloads, and the entries of a batch that name them. */
static void test_events(void)
{
	static const uint8_t good[] = {0x83, 0xa1, 'a', 0x93, 1, 2,
				       0x90, 0xa1, 'b', 0xc4, 2, 0,
				       1,    0xa1, 'c', 0xcd, 1, 0};
	static const uint8_t type[] = "noise.\xc3\xa4.\xf0\x9f\x94\x94";
	struct kmes_emit_entry entries[4];
	uint8_t *payloads[4], *types[4], *bytes;
	unsigned int i, j, accepted = 0;
	size_t payload_len, type_len, len;
	uint32_t emitted;
	int result;

	for (i = 0; i < ROUNDS; i++) {
		for (j = 0; j < 4; j++) {
			payloads[j] = mutated(good, sizeof(good), &payload_len);
			types[j] = mutated(type, sizeof(type) - 1, &type_len);
			entries[j] = (struct kmes_emit_entry){
				.event_type = (uintptr_t)types[j],
				.event_type_len = (uint16_t)type_len,
				.payload = (uintptr_t)payloads[j],
				.payload_len = (uint32_t)payload_len,
			};
		}
		result = kacs_sys_emit((char *)types[0],
				       entries[0].event_type_len, payloads[0],
				       entries[0].payload_len);
		judge("kmes_emit", result);
		accepted += result == 0;
		judge("kmes_emit_batch",
		      kacs_sys_emit_batch(entries, 4, &emitted));
		/* The same with noise in its entries. */
		bytes = mutated((uint8_t *)entries, sizeof(entries), &len);
		judge("kmes_emit_batch",
		      kacs_sys_emit_batch((void *)bytes,
					  (uint32_t)(len / sizeof(*entries)),
					  &emitted));
		free(bytes);
		for (j = 0; j < 4; j++) {
			free(payloads[j]);
			free(types[j]);
		}
	}
	tap_ok(accepted > 0, "some_noise_in_events_is_an_event");
}

static void test_arguments(void)
{
	union {
		struct kacs_access_check_args check;
		struct kacs_restrict_args restriction;
		struct kacs_adjust_privs_args adjust;
		struct kacs_query_args query;
		struct kacs_open_how how;
		uint8_t bytes[256];
	} arguments;
	static struct kacs_node_result results[4096];
	int token = token_for(.user = ALICE, .privileges = SE(BACKUP));
	unsigned int i, j;
	long fd;

	for (i = 0; i < ROUNDS; i++) {
		for (j = 0; j < sizeof(arguments); j++)
			arguments.bytes[j] = noise() % 3   ? 0
					     : noise() & 1 ? interesting()
							   : (uint8_t)noise();
		judge("kacs_access_check",
		      kacs_sys_access_check(&arguments.check));
		judge("kacs_access_check_list",
		      kacs_sys_access_check_list(
			      &arguments.check, results,
			      arguments.check.object_tree_count));
		judge("kacs_set_caap",
		      kacs_sys_set_caap(arguments.bytes, noise() % 70,
					arguments.bytes, noise() % 256));
		judge("KACS_IOC_RESTRICT",
		      kacs_sys_token_restrict(token, &arguments.restriction));
		judge("KACS_IOC_ADJUST_PRIVS",
		      kacs_sys_token_adjust_privileges(token,
						       &arguments.adjust));
		judge("KACS_IOC_QUERY",
		      kacs_sys_token_query(token, &arguments.query));
		arguments.how.create_disposition %= 7;
		fd = kacs_sys_open(AT_FDCWD, "noise_of_open", &arguments.how,
				   noise() % 64, NULL);
		judge("kacs_open", fd);
		close_if_open(fd);
		judge("kacs_create_session",
		      kacs_sys_create_session(arguments.bytes, noise() % 64));
		judge("kacs_get_denial", kacs_sys_get_denial((int)noise(), NULL,
							     noise(), noise()));
	}
	close(token);
}

static void run(const char *name, void (*test)(void))
{
	surprises = 0;
	test();
	tap_eq(surprises, 0, "%s", name);
}

int main(void)
{
	meet_people("noise");
	run("noise_in_descriptors_is_an_error_or_a_descriptor",
	    test_descriptors);
	run("noise_in_tokens_is_an_error_or_a_token",
	    test_token_specifications);
	run("odd_tokens_are_tokens", test_odd_tokens);
	run("noise_in_arguments_is_an_error", test_arguments);
	run("noise_in_policies_is_an_error_or_a_policy", test_policies);
	run("noise_in_questions_is_an_error_or_an_answer", test_questions);
	run("noise_in_events_is_an_error_or_an_event", test_events);
	return tap_done();
}
