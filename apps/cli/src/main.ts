import { sentenceFor } from "@justesse/server"
import { parseFor, Unusable } from "./arguments.ts"
import type { Command, Surroundings } from "./command.ts"
import { aggregate } from "./commands/aggregate.ts"
import { agreement } from "./commands/agreement.ts"
import { convert } from "./commands/convert.ts"
import { evaluate } from "./commands/evaluate.ts"
import { exportCommand } from "./commands/export.ts"
import { importCommand } from "./commands/import.ts"
import { backup, doctor, migrateDb, restore, token, verify } from "./commands/operate.ts"
import { serve } from "./commands/serve.ts"

const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  import: importCommand,
  export: exportCommand,
  convert,
  evaluate,
  aggregate,
  agreement,
  verify,
  backup,
  restore,
  doctor,
  token,
  "migrate-db": migrateDb,
}

function overview(): string {
  const lines = Object.values(COMMANDS).map(({ usage, about }) => `  ${usage.padEnd(44)} ${about}`)
  return [
    "justesse COMMAND …",
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
    `justesse ${command.usage}`,
    "",
    command.about,
    ...(command.details ? ["", ...command.details.map((line) => `  ${line}`)] : []),
    "",
    ...options,
    ...(command.page ? ["", `The page that does the same: ${command.page}`] : []),
  ].join("\n")
}

/**
 * Runs the command line and answers its exit code: 0 done, 1 finished and the answer is "no", 2 the call or the input is
 * unusable (one line on standard error).
 */
export async function run(words: readonly string[], around: Surroundings): Promise<0 | 1 | 2> {
  const [name = "", ...rest] = words
  if (name === "" || name === "--help" || name === "help") {
    console.log(overview())
    return name === "" ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    console.error(`There is no command ${name}. Known: ${Object.keys(COMMANDS).join(", ")}.`)
    return 2
  }
  try {
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
    const sentence = error instanceof Unusable ? error.message : sentenceFor(error)
    if (sentence === null) throw error
    console.error(sentence)
    return 2
  }
}
