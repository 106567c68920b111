import { useT } from "../i18n/useT.ts"
import measures from "../theme/measures.module.css"
import { Button } from "./Button.tsx"
import { Wrong } from "./Trouble.tsx"

interface Props {
  readonly query: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly isFetchNextPageError: boolean
    readonly isPlaceholderData: boolean
    readonly error: unknown
    fetchNextPage(): Promise<unknown>
  }
}

/** The way to the rest of a long list, and what went wrong on it. While another list is read there is no rest of it yet. */
export function More({ query }: Props) {
  const t = useT("common")
  if (!query.hasNextPage) return null
  return (
    <div className={measures.above16}>
      <Button disabled={query.isFetchingNextPage || query.isPlaceholderData} onClick={() => void query.fetchNextPage()}>
        {t("moreRows")}
      </Button>
      {query.isFetchNextPageError && <Wrong error={query.error} />}
    </div>
  )
}
