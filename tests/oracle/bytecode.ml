(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Conditional expressions as bytes: PSD-004 3.11. *)

open Wire

type value = Scalar of Claim.scalar | Composite of value list
type namespace = Local | User | Resource | Device

type relation =
  | Equal
  | Not_equal
  | Less
  | Less_or_equal
  | Greater
  | Greater_or_equal
  | Contains
  | Any_of
  | Not_contains
  | Not_any_of

type membership = { of_device : bool; any : bool; negated : bool }

type token =
  | Literal of value
  | Attribute of namespace * int list
  | Relation of relation
  | Membership of membership
  | Exists
  | Not_exists
  | And
  | Or
  | Not

let relation = function
  | 0x80 -> Some Equal
  | 0x81 -> Some Not_equal
  | 0x82 -> Some Less
  | 0x83 -> Some Less_or_equal
  | 0x84 -> Some Greater
  | 0x85 -> Some Greater_or_equal
  | 0x86 -> Some Contains
  | 0x88 -> Some Any_of
  | 0x8e -> Some Not_contains
  | 0x8f -> Some Not_any_of
  | _ -> None

let membership = function
  | 0x89 -> Some { of_device = false; any = false; negated = false }
  | 0x8a -> Some { of_device = true; any = false; negated = false }
  | 0x8b -> Some { of_device = false; any = true; negated = false }
  | 0x8c -> Some { of_device = true; any = true; negated = false }
  | 0x90 -> Some { of_device = false; any = false; negated = true }
  | 0x91 -> Some { of_device = true; any = false; negated = true }
  | 0x92 -> Some { of_device = false; any = true; negated = true }
  | 0x93 -> Some { of_device = true; any = true; negated = true }
  | _ -> None

let namespace = function
  | 0xf8 -> Some Local
  | 0xf9 -> Some User
  | 0xfa -> Some Resource
  | 0xfb -> Some Device
  | _ -> None

(* The operators, which are one byte. *)
let operator code =
  match (relation code, membership code, code) with
  | Some relation, _, _ -> Some (Relation relation)
  | _, Some membership, _ -> Some (Membership membership)
  | _, _, 0x87 -> Some Exists
  | _, _, 0x8d -> Some Not_exists
  | _, _, 0xa0 -> Some And
  | _, _, 0xa1 -> Some Or
  | _, _, 0xa2 -> Some Not
  | _ -> None

(* The bits of a signed literal by its byte-code. *)
let width = function
  | 0x01 -> Some 8
  | 0x02 -> Some 16
  | 0x03 -> Some 32
  | 0x04 -> Some 64
  | _ -> None

let fits_width bits value =
  bits = 64
  ||
  let limit = Int64.shift_left 1L (bits - 1) in
  Int64.compare value (Int64.neg limit) >= 0 && Int64.compare value limit < 0

(* Sign codes: the sign byte decides, the QWORD gives the magnitude. The
   magnitude of the least number has no positive form. *)
let signed bits quad sign =
  let least = Int64.equal quad Int64.min_int in
  let magnitude = Int64.abs quad in
  let* value =
    match sign with
    | 0x01 | 0x03 -> if least then None else Some magnitude
    | 0x02 -> Some (if least then quad else Int64.neg magnitude)
    | _ -> None
  in
  let* () = guard (fits_width bits value) in
  Some value

let text data =
  let* () = guard (String.length data mod 2 = 0) in
  Some (Claim.units data 0)

(* The literal at [offset] and where it ends. The elements of a composite are
   read from its own bytes, which are fewer. *)
let rec literal bytes offset =
  let* code = u8 bytes offset in
  match (width code, code) with
  | Some bits, _ ->
      let* quad = i64 bytes (offset + 1) in
      let* sign = u8 bytes (offset + 9) in
      let* () = guard (fits bytes offset 11) in
      let* value = signed bits quad sign in
      Some (Scalar (Claim.Signed value), offset + 11)
  | None, 0x10 ->
      let* data, next = counted bytes (offset + 1) in
      let* units = text data in
      Some (Scalar (Claim.Text units), next)
  | None, 0x18 ->
      let* data, next = counted bytes (offset + 1) in
      Some (Scalar (Claim.Octets data), next)
  | None, 0x50 ->
      let* data, next = counted bytes (offset + 1) in
      let* elements = items_to_end data (literal data) 0 in
      Some (Composite elements, next)
  | None, 0x51 ->
      let* data, next = counted bytes (offset + 1) in
      let* sid = Sid.exactly data in
      Some (Scalar (Claim.Sid sid), next)
  | None, _ -> None

let token_at bytes offset =
  let* code = u8 bytes offset in
  match (operator code, namespace code) with
  | Some operator, _ -> Some (operator, offset + 1)
  | None, Some namespace ->
      let* data, next = counted bytes (offset + 1) in
      let* name = text data in
      Some (Attribute (namespace, name), next)
  | None, None ->
      let* value, next = literal bytes offset in
      Some (Literal value, next)

let only_zeros bytes offset =
  match rest bytes offset with
  | Some tail -> String.for_all (fun c -> c = '\000') tail
  | None -> false

(* Padding stands at the end and nowhere else. *)
let rec tokens bytes offset =
  if only_zeros bytes offset then Some []
  else
    let* token, next = token_at bytes offset in
    let* others = tokens bytes next in
    Some (token :: others)

(* How many values a token takes from the stack; it leaves one. *)
let operands = function
  | Literal _ | Attribute _ -> 0
  | Membership _ | Exists | Not_exists | Not -> 1
  | Relation _ | And | Or -> 2

let max_depth = 1024

(* Does a program that starts with [depth] values on the stack end with one,
   the result of an operator? [result]: the value on top is one. *)
let rec leaves_a_result ~depth ~result = function
  | [] -> depth = 1 && result
  | token :: others ->
      let taken = operands token in
      let depth = depth - taken in
      depth >= 0 && depth < max_depth
      && leaves_a_result ~depth:(depth + 1) ~result:(taken > 0) others

(* The program behind the magic signature; None: malformed. *)
let parse bytes =
  let* magic = sub bytes 0 4 in
  let* () = guard (magic = "artx") in
  tokens bytes 4

(* A program whose value does not depend on its bytes being wrong (10.8,
   structurally valid). *)
let well_formed bytes =
  match parse bytes with
  | Some program -> leaves_a_result ~depth:0 ~result:false program
  | None -> false
