import { join } from "node:path"
import { openStorage } from "@justesse/db"
import { databaseOf, TEMPLATE, temporaryFolder } from "@justesse/db/testing/engines"
import pg from "pg"
import type { TestProject } from "vitest/node"
import { startPostgres } from "./postgres.ts"

async function inServer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** One PostgreSQL for the whole run: `DATABASE_URL`, or a server of our own. A template of either engine is migrated once. */
export default async function setup(project: TestProject): Promise<() => void> {
  // The server of a test run forgets on purpose: that is what makes it quick.
  process.env["ALLOW_UNSAFE_DURABILITY"] = "1"
  const given = process.env["DATABASE_URL"]
  const server = given ? { url: given, stop: () => {} } : await startPostgres()
  await inServer(server.url, [`drop database if exists ${TEMPLATE} with (force)`, `create database ${TEMPLATE}`])
  const storage = await openStorage({ url: databaseOf(server.url, TEMPLATE) })
  await storage.close()
  project.provide("pgUrl", server.url)
  const folder = temporaryFolder()
  const file = join(folder.path, "template.db")
  await (await openStorage({ file })).close()
  project.provide("sqliteTemplate", file)
  return () => {
    folder.remove()
    server.stop()
  }
}
