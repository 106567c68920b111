import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"
import { findParts, refuseCircles } from "./bundle/build.ts"
import { serviceWorker } from "./offline/build.ts"

const server = process.env.JUSTESSE_SERVER ?? "http://127.0.0.1:8080"
const proxied = { target: server, changeOrigin: false }

/** `--mode test` also builds the pages that only benches use; everything else is the same. */
export default defineConfig(async ({ command, mode }) => {
  const css = { modules: { generateScopedName: "[local]_[hash:base64:4]" } }
  const parts = command === "build" ? await findParts({ mode, css, plugins: [react()] }) : new Map<string, string>()
  const codeSplitting = {
    // What a module needs is in a part of its own (bundle/parts.ts).
    includeDependenciesRecursively: false,
    groups: [{ name: (id: string) => parts.get(id) ?? null }],
  }
  return {
    plugins: [react(), serviceWorker(), refuseCircles()],
    css,
    build: {
      ...{ outDir: "dist", target: "es2022", sourcemap: false, chunkSizeWarningLimit: 400 },
      rolldownOptions: { output: { codeSplitting } },
    },
    server: {
      host: "127.0.0.1",
      proxy: { "/trpc": proxied, "/media": proxied, "/upload": proxied, "/download": proxied, "/healthz": proxied },
    },
  }
})
