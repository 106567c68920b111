import { CALLED, parseFor, Unusable } from "./arguments.ts"
import type { Command, Surroundings } from "./command.ts"

/** Each command is loaded when it is called: those on files do without the server's memory and start at once. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  import: async () => (await import("./commands/import/index.ts")).importCommand,
  export: async () => (await import("./commands/export/index.ts")).exportCommand,
  convert: async () => (await import("./commands/convert.ts")).convert,
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluate,
  aggregate: async () => (await import("./commands/aggregate.ts")).aggregate,
  agreement: async () => (await import("./commands/agreement.ts")).agreement,
  ledger: async () => (await import("./commands/ledger.ts")).ledger,
  verify: async () => (await import("./commands/verify.ts")).verify,
  label: async () => (await import("./commands/label.ts")).label,
  backup: async () => (await import("./commands/backup.ts")).backup,
  restore: async () => (await import("./commands/restore.ts")).restore,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  token: async () => (await import("./commands/token.ts")).token,
  "migrate-db": async () => (await import("./commands/restore.ts")).migrateDb,
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  const lines = commands.map(({ usage, about }) => `  ${usage.padEnd(44)} ${about}`)
  return [
    `${CALLED} COMMAND …`,
    "",
    ...lines,
    "",
    "Each command has --help and --json. Exit codes: 0 done, 1 the answer is no, 2 the call or the input is unusable.",
  ].join("\n")
}

function helpFor(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, o]) => `  ${`--${name}${o.value ? ` ${o.value}` : ""}`.padEnd(26)} ${o.help}`,
  )
  return [
    `${CALLED} ${command.usage}`,
    "",
    command.about,
    ...(command.details ? ["", ...command.details.map((line) => `  ${line}`)] : []),
    "",
    ...options,
    ...(command.page ? ["", `The page that does the same: ${command.page}`] : []),
  ].join("\n")
}

/** A bug of ours in one line; where it is stands there when asked for. */
function bugText(error: unknown): string {
  if (process.env["JUSTESSE_TRACE"] === "1" && error instanceof Error) return String(error.stack)
  const message = (error instanceof Error ? error.message : String(error)).split("\n")[0]
  return `This is a bug in Justesse: ${message}. What was stored is safe. With JUSTESSE_TRACE=1 it says where.`
}

/**
 * Runs the command line and answers its exit code: 0 done, 1 finished and the answer is "no", 2 the call or the input is
 * unusable (one line on standard error).
 */
export async function run(words: readonly string[], around: Surroundings): Promise<0 | 1 | 2> {
  const [name = "", ...rest] = words
  if (name === "" || name === "--help" || name === "help") {
    console.log(await overview())
    return name === "" ? 2 : 0
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) {
    console.error(`There is no command ${name}. Known: ${Object.keys(COMMANDS).join(", ")}.`)
    return 2
  }
  try {
    const command = await load()
    const args = parseFor(name, command.options, rest)
    if (args.flag("help")) {
      console.log(helpFor(command))
      return 0
    }
    const outcome = await command.run(args, around)
    if (args.flag("json")) console.log(JSON.stringify(outcome.json))
    else if (outcome.text !== "") console.log(outcome.text)
    return outcome.code
  } catch (error) {
    const sentence = error instanceof Unusable ? error.message : (await import("./sentences.ts")).sentenceOf(error)
    console.error(sentence ?? bugText(error))
    return 2
  }
}
