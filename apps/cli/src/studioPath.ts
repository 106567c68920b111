import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { announced } from "@justesse/server"
import { type Arguments, Unusable } from "./arguments.ts"
import type { Surroundings } from "./command.ts"

/** A server that runs on a data folder, and the token by which commands go through it. */
export interface RunningServer {
  readonly address: string
  readonly token: string
}

/** The studio that a command works on: through its server where one runs. */
export interface StudioPath {
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly server: RunningServer | null
}

export function dataDirOf(args: Arguments, around: Surroundings): string {
  return resolve(args.text("data") ?? around.dataDir)
}

export function databaseUrlOf(args: Arguments): string | null {
  const url = args.text("database-url") ?? process.env.DATABASE_URL ?? null
  if (url !== null && !/^postgres(ql)?:\/\//.test(url))
    throw new Unusable("--database-url: it is written postgres://user:password@host:5432/name.")
  return url
}

/** Said beside what a command answers, so that it never stands in a pipe. */
const report = (line: string) => console.error(line)

/**
 * The studio of a command: the folder that was named (`--data` or JUSTESSE_DATA); otherwise the one that runs, the one on the
 * default folder first, and where there is a choice it says which it took; otherwise the default folder.
 */
export async function findStudio(args: Arguments, around: Surroundings): Promise<StudioPath> {
  const dataDir = dataDirOf(args, around)
  const databaseUrl = databaseUrlOf(args)
  const server = await runningServer(dataDir)
  const named = args.text("data") ?? process.env.JUSTESSE_DATA
  if (named !== undefined) return { dataDir, databaseUrl, server }
  const others = await otherServers(dataDir)
  if (server) {
    if (others.length > 0) report(`${tookText({ dataDir, server })} ${othersText(others)}`)
    return { dataDir, databaseUrl, server }
  }
  const [newest, ...rest] = others
  if (!newest) return { dataDir, databaseUrl, server: null }
  report(rest.length > 0 ? `${tookText(newest)} ${othersText(rest)}` : tookText(newest))
  return { ...newest, databaseUrl }
}

/**
 * {@link findStudio} for a command whose answer is about one studio and does not name it: where there is a choice it is not made for
 * whoever asks.
 *
 * @throws Unusable that lists the studios, where several could be meant
 */
export async function findOneStudio(args: Arguments, around: Surroundings): Promise<StudioPath> {
  const dataDir = dataDirOf(args, around)
  if ((args.text("data") ?? process.env.JUSTESSE_DATA) === undefined) {
    const others = (await otherServers(dataDir)).map((one) => one.dataDir)
    const all = holdsStudio({ dataDir }) || (await runningServer(dataDir)) ? [dataDir, ...others] : others
    if (all.length > 1)
      throw new Unusable(`Several studios are here. Name one: ${all.map((one) => `--data ${one}`).join(" or ")}.`)
  }
  return findStudio(args, around)
}

type Found = Pick<StudioPath, "dataDir"> & { readonly server: RunningServer }

const tookText = ({ dataDir, server }: Found) =>
  `This goes to the studio at ${server.address}, whose data are in ${dataDir}.`

const othersText = (others: readonly Found[]) =>
  `Others run too: ${others.map(({ dataDir, server }) => `${server.address} (--data ${dataDir})`).join(", ")}.`

async function otherServers(dataDir: string): Promise<Found[]> {
  const message = (await announced()).filter((one) => one.dataDir !== dataDir)
  const found = await Promise.all(message.map(async (one) => ({ ...one, server: await runningServer(one.dataDir) })))
  return found.flatMap(({ dataDir: folder, server }) => (server ? [{ dataDir: folder, server }] : []))
}

/**
 * The server that holds this data folder, from the file that it wrote; null when none answers, or one that does not know the
 * token: another studio took the port of a server that was killed.
 */
async function runningServer(dataDir: string): Promise<RunningServer | null> {
  const text = await readFile(join(dataDir, "owner.token"), "utf8").catch(() => "")
  const [address, token] = text.trim().split("\n")
  if (!address || !token) return null
  const headers = { authorization: `Bearer ${token}` }
  const asked = fetch(`${address}/trpc/project.list?input=%7B%7D`, { headers, signal: AbortSignal.timeout(10_000) })
  const knows = await asked.then(
    async (answer) => {
      await answer.body?.cancel()
      return answer.status !== 401
    },
    () => false,
  )
  return knows ? { address, token } : null
}

/** Whether a studio keeps its data there already. */
export function holdsStudio({ dataDir }: Pick<StudioPath, "dataDir">): boolean {
  return ["justesse.db", "secret.key", "blobs"].some((name) => existsSync(join(dataDir, name)))
}

/** @throws Unusable where there is no studio yet: only what brings something in makes one */
export function requireStudio(studioPath: StudioPath): void {
  if (studioPath.server || holdsStudio(studioPath)) return
  throw new Unusable(`There is no studio in ${studioPath.dataDir}. Name the folder of its data with --data DIR.`)
}

/** Says plainly when a command is about to make a studio. */
export function reportWhenNew(studioPath: StudioPath): void {
  if (!studioPath.server && !holdsStudio(studioPath))
    report(`There was no studio in ${studioPath.dataDir}: a new one is made there.`)
}
