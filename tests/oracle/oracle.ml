(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* The oracle as a filter: a stream of cases on standard input, a stream of
   answers on standard output. case.h beside this file describes both. *)

open Wire

let malformed_sd = 1
let malformed_token = 2
let malformed_claims = 3
let malformed_tree = 4

(* Take the next [length] bytes from [offset]. *)
let take case offset length =
  let* part = sub case offset length in
  Some (part, offset + length)

let request case : (Check.request, int) result option =
  let* sd_length = u32 case 0 in
  let* token_length = u32 case 4 in
  let* claims_length = u32 case 8 in
  let* tree_length = u32 case 12 in
  let* self_length = u32 case 16 in
  let* desired = u32 case 20 in
  let* intent = u32 case 24 in
  let* pip_type = u32 case 28 in
  let* pip_trust = u32 case 32 in
  let* read = u32 case 36 in
  let* write = u32 case 40 in
  let* execute = u32 case 44 in
  let* all = u32 case 48 in
  let* sd, offset = take case 52 sd_length in
  let* token, offset = take case offset token_length in
  let* claims, offset = take case offset claims_length in
  let* tree, offset = take case offset tree_length in
  let* self, _ = take case offset self_length in
  Some
    (match
       ( Sd.parse sd,
         Token.parse token,
         Claim.parse_array claims,
         if tree = "" then Some None
         else Option.map Option.some (Tree.parse tree) )
     with
    | None, _, _, _ -> Error malformed_sd
    | _, None, _, _ -> Error malformed_token
    | _, _, None, _ -> Error malformed_claims
    | _, _, _, None -> Error malformed_tree
    | Some sd, Some token, Some local_claims, Some tree ->
        Ok
          {
            Check.sd;
            token;
            mapping = { Mask.read; write; execute; all };
            desired;
            backup_intent = intent land 1 <> 0;
            restore_intent = intent land 2 <> 0;
            pip_type;
            pip_trust;
            self = (if self = "" then None else Some self);
            tree;
            local_claims;
          })

let words numbers = String.concat "" (List.map Sid.le32 numbers)

let answer case =
  match request case with
  | None -> None
  | Some (Error status) -> Some (words (status :: List.init 10 (fun _ -> 0)))
  | Some (Ok request) ->
      let d = Check.check request in
      let p = d.provenance in
      let nodes = if request.tree = None then [] else d.nodes in
      Some
        (words
           ([
              0;
              (if d.allowed then 1 else 0);
              d.granted;
              d.privilege_granted;
              d.desired;
              p.security;
              p.backup;
              p.restore;
              p.take_ownership;
              p.relabel;
              List.length nodes;
            ]
           @ nodes))

let really_input length =
  match really_input_string stdin length with
  | bytes -> Some bytes
  | exception End_of_file -> None

(* Answer until the end of the input. Cases come in batches: a count, then each
   with its length in front. Answers are flushed once a batch. *)
let rec serve () =
  match Option.bind (really_input 4) (fun head -> u32 head 0) with
  | None -> true
  | Some count -> if batch count then (flush stdout; serve ()) else false

and batch count =
  count = 0
  ||
  let reply =
    let* length = Option.bind (really_input 4) (fun head -> u32 head 0) in
    let* case = really_input length in
    answer case
  in
  match reply with
  | None -> false
  | Some reply ->
      print_string reply;
      batch (count - 1)

let () =
  set_binary_mode_in stdin true;
  set_binary_mode_out stdout true;
  if not (serve ()) then (
    prerr_endline "oracle: a case is cut short";
    exit 2)
