import type { Room } from "./disk.ts"
import type { Ready } from "./readiness.ts"

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

interface MetricsFacts {
  readonly version: string
  readonly engine: string
  readonly startedAtMs: number
  readonly ready: Ready
  readonly room: Room
  readonly memoryBytes: number
}

/**
 * How the studio is, in Prometheus' text form, for whoever watches it: nothing of people, projects or work, since anybody who
 * reaches the studio may read it.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function metricsText({ version, engine, startedAtMs, ready, room, memoryBytes }: MetricsFacts): string {
  const why = ready.ok ? "" : ready.code
  const gauges: readonly (readonly [name: string, help: string, labels: string, value: number])[] = [
    ["justesse_info", "The program and its storage.", `{version="${version}",engine="${engine}"}`, 1],
    [
      "justesse_ready",
      "1 when work can be taken, 0 when not; why says what is wrong.",
      `{why="${why}"}`,
      ready.ok ? 1 : 0,
    ],
    ["justesse_disk_free_bytes", "Room on the disk of the data folder.", "", room.freeBytes],
    ["justesse_disk_total_bytes", "Size of the disk of the data folder.", "", room.totalBytes],
    ["process_resident_memory_bytes", "Memory in use.", "", memoryBytes],
    ["process_start_time_seconds", "When the program started, in seconds since 1970.", "", startedAtMs / 1_000],
  ]
  const lines = gauges.map(
    ([name, help, labels, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}${labels} ${value}\n`,
  )
  return lines.join("")
}
