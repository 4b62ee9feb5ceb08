/**
 * The messages of the Jupyter protocol, version 5.4, as one table: what each request holds, what its reply holds,
 * and what a kernel publishes. https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */

export const PROTOCOL_VERSION = "5.4";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Dictionary = Readonly<Record<string, unknown>>;

export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601, with a time zone. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

export interface Failure {
  readonly status: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export interface Aborted {
  readonly status: "aborted";
}

interface Ok {
  readonly status: "ok";
}

export interface MimeContent {
  readonly data: Dictionary;
  readonly metadata: Dictionary;
}

export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly store_history: boolean;
  readonly user_expressions: Readonly<Record<string, string>>;
  readonly allow_stdin: boolean;
  readonly stop_on_error: boolean;
}

export type ExpressionResult = (Ok & MimeContent) | Failure;

export type Payload =
  | { readonly source: "page"; readonly data: Dictionary; readonly start: number }
  | { readonly source: "set_next_input"; readonly text: string; readonly replace: boolean };

export type ExecuteReply = { readonly execution_count: number } & (
  | (Ok & {
      readonly user_expressions: Readonly<Record<string, ExpressionResult>>;
      readonly payload: readonly Payload[];
    })
  | (Failure & { readonly payload?: readonly Payload[] })
  | Aborted
);

export interface KernelInfo extends Ok {
  readonly protocol_version: string;
  readonly implementation: string;
  readonly implementation_version: string;
  readonly language_info: {
    readonly name: string;
    readonly version: string;
    readonly mimetype: string;
    readonly file_extension: string;
    readonly pygments_lexer: string;
    readonly codemirror_mode: string | Dictionary;
    readonly nbconvert_exporter: string;
  };
  readonly banner: string;
  readonly debugger: boolean;
  readonly help_links: readonly { readonly text: string; readonly url: string }[];
  readonly supported_features: readonly string[];
}

export interface CompleteReply extends Ok {
  readonly matches: readonly string[];
  readonly cursor_start: number;
  readonly cursor_end: number;
  readonly metadata: Dictionary;
}

export interface InspectReply extends Ok, MimeContent {
  readonly found: boolean;
}

export type IsCompleteReply =
  | { readonly status: "complete" | "invalid" | "unknown" }
  | { readonly status: "incomplete"; readonly indent: string };

export interface HistoryRequest {
  readonly hist_access_type: "range" | "tail" | "search";
  readonly output?: boolean;
  readonly raw?: boolean;
  readonly session?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly n?: number;
  readonly pattern?: string;
  readonly unique?: boolean;
}

/** Session, line number, and the input alone or with its output. */
export type HistoryEntry = readonly [number, number, string | readonly [string, string | null]];

/** What a front end asks on shell and control: each request's content and the content of its reply. */
export interface RequestTable {
  execute_request: { content: ExecuteRequest; reply: ExecuteReply };
  inspect_request: { content: { code: string; cursor_pos: number; detail_level: 0 | 1 }; reply: InspectReply };
  complete_request: { content: { code: string; cursor_pos: number }; reply: CompleteReply };
  history_request: { content: HistoryRequest; reply: Ok & { readonly history: readonly HistoryEntry[] } };
  is_complete_request: { content: { code: string }; reply: IsCompleteReply };
  comm_info_request: {
    content: { target_name?: string };
    reply: Ok & { readonly comms: Readonly<Record<string, { readonly target_name: string }>> };
  };
  kernel_info_request: { content: Dictionary; reply: KernelInfo };
  shutdown_request: { content: { restart: boolean }; reply: Ok & { readonly restart: boolean } };
  interrupt_request: { content: Dictionary; reply: Ok };
}

export type RequestType = keyof RequestTable;
export type Content<T extends RequestType> = Readonly<RequestTable[T]["content"]>;
export type Reply<T extends RequestType> = RequestTable[T]["reply"];

/** Comm messages go both ways and have no reply. */
export interface CommTable {
  comm_open: { readonly comm_id: string; readonly target_name: string; readonly data: Dictionary };
  comm_msg: { readonly comm_id: string; readonly data: Dictionary };
  comm_close: { readonly comm_id: string; readonly data: Dictionary };
}

export type CommType = keyof CommTable;

export interface DisplayData extends MimeContent {
  readonly transient?: { readonly display_id?: string };
}

/** What a kernel publishes on iopub. */
export interface PublishTable extends CommTable {
  status: { readonly execution_state: "starting" | "busy" | "idle" };
  stream: { readonly name: "stdout" | "stderr"; readonly text: string };
  display_data: DisplayData;
  update_display_data: DisplayData & { readonly transient: { readonly display_id: string } };
  execute_input: { readonly code: string; readonly execution_count: number };
  execute_result: DisplayData & { readonly execution_count: number };
  error: Omit<Failure, "status">;
  clear_output: { readonly wait: boolean };
  shutdown_reply: Reply<"shutdown_request">;
  iopub_welcome: { readonly subscription: string };
}

export type PublishType = keyof PublishTable;

/** The one exchange on stdin: the kernel asks, the front end replies. */
export interface InputRequest {
  readonly prompt: string;
  readonly password: boolean;
}

export interface InputReply {
  readonly value: string;
}
