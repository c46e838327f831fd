// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs-sign, which "kacs sign" starts: make keys, sign programs, and say what
 * the kernel would say of a signature. Needs no KACS kernel.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "hash.h"
#include "key.h"
#include "program.h"

/* As all of kacs: */
#define STATUS_GOOD 0
#define STATUS_UNSIGNED 1
#define STATUS_ERROR 2

static const char usage_text[] =
	"usage: kacs sign make-key   KEY\n"
	"       kacs sign make-table [--type N] [--trust N] PUBLIC...\n"
	"       kacs sign file       --key KEY [--xattr | --detached] PATH...\n"
	"       kacs sign verify     --keys KEYS [--detached] [--json] PATH...\n"
	"       kacs sign show       [--keys KEYS] [--detached] [--json] PATH...";

struct request {
	const char *key;
	struct key_table table;
	struct kacs_trust trust; /* for make-table */
	bool has_table;
	bool xattr;
	bool detached;
	bool json;
	bool verify;
};

/* What there is to say of one file. */
struct verdict {
	struct finding finding;
	int key; /* its index, or -1 */
	struct kacs_trust trust;
};

static const char *type_name(u32 type)
{
	switch (type) {
	case KACS_PIP_TYPE_NONE:
		return "None";
	case KACS_PIP_TYPE_PROTECTED:
		return "Protected";
	case KACS_PIP_TYPE_ISOLATED:
		return "Isolated";
	default:
		return "another type";
	}
}

static bool judge(const struct program *program, const struct request *request,
		  struct verdict *verdict)
{
	struct finding *finding = &verdict->finding;

	memset(verdict, 0, sizeof(*verdict));
	verdict->key = -1;
	if (!program_examine(program, request->detached, finding))
		return false;
	if (finding->problem[0])
		return true;
	if (finding->source == SOURCE_NONE) {
		snprintf(finding->problem, sizeof(finding->problem),
			 "no signature");
		return true;
	}
	if (!request->has_table)
		return true;
	verdict->key = kacs_signature_trust(request->table.bytes,
					    sizeof(request->table.bytes),
					    finding->signature, finding->digest,
					    hash_sha512, &verdict->trust);
	if (verdict->key < 0)
		snprintf(
			finding->problem, sizeof(finding->problem),
			"the signature is not one of these %u keys and this content",
			request->table.count);
	return true;
}

static void hex_of(char *text, const u8 *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
}

static const char *const sources[] = {
	[SOURCE_NONE] = "none",
	[SOURCE_SECTION] = "section",
	[SOURCE_ATTRIBUTE] = "attribute",
	[SOURCE_DETACHED] = "detached",
};

static int print_json(const char *path, const struct verdict *verdict)
{
	const struct finding *finding = &verdict->finding;
	char digest[2 * KACS_SHA256_BYTES + 1];
	char signature[2 * KACS_SIGNATURE_BYTES + 1];
	json_t *value;
	int failed;

	hex_of(digest, finding->digest, KACS_SHA256_BYTES);
	hex_of(signature, finding->signature, KACS_SIGNATURE_BYTES);
	value = json_pack("{s:s, s:s, s:s}", "path", path, "source",
			  sources[finding->source], "sha256", digest);
	failed = !value;
	if (finding->source == SOURCE_SECTION)
		failed |= json_object_set_new(
			value, "offset",
			json_integer((json_int_t)finding->place.offset));
	if (finding->signature[0])
		failed |= json_object_set_new(value, "signature",
					      json_string(signature));
	if (verdict->key >= 0)
		failed |=
			json_object_set_new(value, "key",
					    json_integer(verdict->key)) |
			json_object_set_new(value, "pip_type",
					    json_integer(verdict->trust.type)) |
			json_object_set_new(value, "pip_trust",
					    json_integer(verdict->trust.trust));
	if (finding->problem[0])
		failed |= json_object_set_new(value, "problem",
					      json_string(finding->problem));
	failed = failed || json_dumpf(value, stdout, JSON_COMPACT) < 0 ||
		 putchar('\n') == EOF;
	json_decref(value);
	if (failed)
		complain("cannot print JSON");
	return failed ? STATUS_ERROR : STATUS_GOOD;
}

static void print_verdict(const char *path, const struct verdict *verdict)
{
	if (verdict->finding.problem[0])
		printf("%s: not signed: %s\n", path, verdict->finding.problem);
	else
		printf("%s: signed with key %d: %s (%u), trust %u\n", path,
		       verdict->key, type_name(verdict->trust.type),
		       verdict->trust.type, verdict->trust.trust);
}

static void print_finding(const char *path, const struct verdict *verdict)
{
	const struct finding *finding = &verdict->finding;
	char text[2 * KACS_SIGNATURE_BYTES + 1];

	printf("%s\n", path);
	switch (finding->source) {
	case SOURCE_NONE:
		puts("  Signature  none");
		break;
	case SOURCE_SECTION:
		printf("  Signature  section %s at byte %llu\n",
		       KACS_SIGNATURE_SECTION,
		       (unsigned long long)finding->place.offset);
		break;
	case SOURCE_ATTRIBUTE:
		printf("  Signature  extended attribute %s\n",
		       KACS_SIGNATURE_XATTR);
		break;
	case SOURCE_DETACHED:
		printf("  Signature  %s.sig\n", path);
		break;
	}
	if (finding->signature[0]) {
		hex_of(text, finding->signature, KACS_SIGNATURE_BYTES);
		printf("  Bytes      %s\n", text);
	}
	hex_of(text, finding->digest, KACS_SHA256_BYTES);
	printf("  SHA-256    %s\n", text);
	if (verdict->key >= 0)
		printf("  Trust      %s (%u), trust %u, by key %d\n",
		       type_name(verdict->trust.type), verdict->trust.type,
		       verdict->trust.trust, verdict->key);
	if (finding->problem[0])
		printf("  Problem    %s\n", finding->problem);
}

static int show_one(const char *path, const struct request *request)
{
	struct verdict verdict;
	struct program program;
	int status = STATUS_GOOD;

	if (!program_load(&program, path) ||
	    !judge(&program, request, &verdict)) {
		program_free(&program);
		return STATUS_ERROR;
	}
	program_free(&program);
	if (request->json)
		status = print_json(path, &verdict);
	else if (request->verify)
		print_verdict(path, &verdict);
	else
		print_finding(path, &verdict);
	if (status == STATUS_GOOD && request->verify && verdict.key < 0)
		status = STATUS_UNSIGNED;
	return status;
}

/* What counts of a file must be what is signed. */
static bool sign_program(struct program *program, const struct request *request,
			 EVP_PKEY *key)
{
	struct kacs_signature_place place;
	u8 digest[KACS_SHA256_BYTES], signature[KACS_SIGNATURE_BYTES];
	bool is_elf;

	if (!program_place(program, &is_elf, &place))
		return false;
	if (place.in_file && (request->xattr || request->detached)) {
		complain(
			"%s: has a section %s, before which no other signature counts",
			program->path, KACS_SIGNATURE_SECTION);
		return false;
	}
	if (is_elf && !place.in_file && !request->xattr && !request->detached &&
	    !program_add_section(program, &place))
		return false;
	if (!hash_file(program->bytes, program->size, &place, digest)) {
		complain_of_openssl("cannot hash");
		return false;
	}
	if (!key_sign(key, digest, signature))
		return false;
	if (request->detached)
		return program_detach(program, signature);
	if (!place.in_file)
		return program_set_attribute(program, signature);
	memcpy(program->bytes + place.offset, signature, sizeof(signature));
	return program_replace(program);
}

static int sign_all(char **paths, const struct request *request)
{
	int status = STATUS_GOOD;
	struct program program;
	EVP_PKEY *key;

	if (!key_load(request->key, &key))
		return STATUS_ERROR;
	for (; *paths; paths++) {
		if (!program_load(&program, *paths) ||
		    !sign_program(&program, request, key))
			status = STATUS_ERROR;
		program_free(&program);
	}
	EVP_PKEY_free(key);
	return status;
}

static int show_all(char **paths, const struct request *request)
{
	int status = STATUS_GOOD, one;

	for (; *paths; paths++) {
		one = show_one(*paths, request);
		if (one > status)
			status = one;
	}
	return status;
}

static int make_table(char **paths, struct request *request)
{
	size_t size;

	if (isatty(STDOUT_FILENO)) {
		complain("a table is no text: send it to a file");
		return STATUS_ERROR;
	}
	for (; *paths; paths++)
		if (!table_add(&request->table, *paths, request->trust))
			return STATUS_ERROR;
	size = (request->table.count + 1) * (size_t)KACS_SIGNING_KEY_BYTES;
	if (fwrite(request->table.bytes, size, 1, stdout) == 1 &&
	    fflush(stdout) == 0)
		return STATUS_GOOD;
	complain("cannot write to the output");
	return STATUS_ERROR;
}

static int misused(void)
{
	fprintf(stderr, "%s\n", usage_text);
	return STATUS_ERROR;
}

/* A number of 32 bits that is not 0, which would be no trust at all. */
static bool parse_number(const char *text, u32 *number)
{
	unsigned long long value;
	char *end;

	value = strtoull(text, &end, 0);
	if (*text < '0' || *text > '9' || *end || !value ||
	    value > UINT32_MAX) {
		complain("\"%s\": expected a number from 1 to 4294967295",
			 text);
		return false;
	}
	*number = (u32)value;
	return true;
}

/* The options that a verb has besides --help; of getopt_long()'s values. */
static const struct verb {
	const char *name, *options;
} verbs[] = {
	{"make-key", ""},  {"make-table", "tr"}, {"file", "kxd"},
	{"verify", "Kdj"}, {"show", "Kdj"},	 {NULL, NULL},
};

static int run(const char *verb, int count, char **arguments,
	       struct request *request)
{
	if (strcmp(verb, "make-key") == 0) {
		if (count != 1)
			return misused();
		return key_make(arguments[0]) ? STATUS_GOOD : STATUS_ERROR;
	}
	if (!count)
		return misused();
	if (strcmp(verb, "make-table") == 0)
		return make_table(arguments, request);
	if (strcmp(verb, "file") == 0) {
		if (!request->key || (request->xattr && request->detached))
			return misused();
		return sign_all(arguments, request);
	}
	request->verify = strcmp(verb, "verify") == 0;
	if (request->verify && !request->has_table)
		return misused();
	return show_all(arguments, request);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"key", required_argument, NULL, 'k'},
		{"keys", required_argument, NULL, 'K'},
		{"type", required_argument, NULL, 't'},
		{"trust", required_argument, NULL, 'r'},
		{"xattr", no_argument, NULL, 'x'},
		{"detached", no_argument, NULL, 'd'},
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	static struct request request = {
		.trust = {KACS_PIP_TYPE_PROTECTED, KACS_PIP_TRUST_TCB}};
	const struct verb *verb = verbs;
	char given[sizeof(options) / sizeof(options[0])] = "";
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return misused();
		if (option == 'h') {
			puts(usage_text);
			return STATUS_GOOD;
		}
		if (!strchr(given, option))
			given[strlen(given)] = (char)option;
		if (option == 'k')
			request.key = optarg;
		request.xattr |= option == 'x';
		request.detached |= option == 'd';
		request.json |= option == 'j';
		if ((option == 't' &&
		     !parse_number(optarg, &request.trust.type)) ||
		    (option == 'r' &&
		     !parse_number(optarg, &request.trust.trust)))
			return STATUS_ERROR;
		if (option == 'K') {
			request.has_table = true;
			if (!table_load(&request.table, optarg))
				return STATUS_ERROR;
		}
	}
	if (optind == argc)
		return misused();
	while (verb->name && strcmp(verb->name, argv[optind]) != 0)
		verb++;
	if (!verb->name || strspn(given, verb->options) != strlen(given))
		return misused();
	return run(verb->name, argc - optind - 1, argv + optind + 1, &request);
}
