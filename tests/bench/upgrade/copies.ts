import { cpSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import pg from "pg"
import type { Place } from "./rows.ts"

/** Makes copies of a stopped or killed studio, on either engine, each with its folder and database. */
export interface Copies {
  of(place: Place, name: string): Promise<Place>
  /** An empty folder, and an empty database. */
  empty(name: string): Promise<Place>
  remove(place: Place): Promise<void>
}

async function asking<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await ask(client)
  } finally {
    await client.end()
  }
}

const databaseIn = (url: string) => new URL(url).pathname.slice(1)

/** `folder` holds the data folders; `serverUrl` is a database of the PostgreSQL server in which others are made. */
export function copiesIn(folder: string, serverUrl: string | null): Copies {
  const urlFor = (name: string) => {
    if (serverUrl === null) return null
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  }
  const ending = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`
  const create = (name: string, template: string | null) =>
    asking(serverUrl ?? "", async (client) => {
      // What a killed studio left behind ends by itself; a copy waits for nobody.
      if (template) await client.query(ending, [template])
      await client.query(`create database "${name}"${template ? ` template "${template}"` : ""}`)
    })
  return {
    async of(place, name) {
      const copy = { dataDir: join(folder, name), databaseUrl: place.databaseUrl ? urlFor(name) : null }
      cpSync(place.dataDir, copy.dataDir, { recursive: true })
      rmSync(join(copy.dataDir, "justesse.db.lock"), { force: true })
      if (place.databaseUrl) await create(name, databaseIn(place.databaseUrl))
      return copy
    },
    async empty(name) {
      const place = { dataDir: join(folder, name), databaseUrl: urlFor(name) }
      mkdirSync(place.dataDir, { recursive: true })
      if (place.databaseUrl) await create(name, null)
      return place
    },
    async remove({ dataDir, databaseUrl }) {
      rmSync(dataDir, { recursive: true, force: true })
      if (databaseUrl === null) return
      await asking(serverUrl ?? "", async (client) => {
        await client.query(ending, [databaseIn(databaseUrl)])
        await client.query(`drop database if exists "${databaseIn(databaseUrl)}"`)
      })
    },
  }
}
