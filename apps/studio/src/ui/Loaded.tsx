import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { failureOf } from "../failures/thrown.ts"
import { useT } from "../i18n/useT.ts"
import { useFormat } from "../locale/useFormat.ts"
import { Icon } from "../theme/Icon.tsx"
import { Skeleton } from "./Skeleton.tsx"
import { Trouble } from "./Trouble.tsx"

interface LoadedProps<T> {
  readonly query: UseQueryResult<T, unknown>
  readonly skeleton?: ReactNode
  readonly children: (data: T) => ReactNode
}

/** What was asked for; grey lines of it while it comes (after 150 ms); what went wrong; or, offline, what was known last. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>): ReactNode {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && failureOf(query.error).code === "offline" && <AsOf atMs={query.dataUpdatedAt} />}
        {children(query.data)}
      </>
    )
  }
  if (query.isError) return <Trouble error={query.error} again={() => void query.refetch()} />
  return skeleton ?? <Skeleton />
}

function AsOf({ atMs }: { readonly atMs: number }) {
  const t = useT("common")
  const format = useFormat()
  return (
    <div className="offline-line" role="status">
      <Icon name="offline" small /> {t("offlineAsOf", { time: format.time(atMs) })}
    </div>
  )
}
