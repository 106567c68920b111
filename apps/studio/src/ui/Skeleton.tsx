import { useT } from "../i18n/useT.ts"

/** Grey lines in the places of the final page; they appear after 150 ms only. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const t = useT("common")
  return (
    <div className="sk-in" role="status" aria-label={t("loading")}>
      <span className="skel" style={{ width: 240, height: 24, marginTop: 6 }} />
      <span className="skel" style={{ width: "60%", height: 18, marginTop: 16 }} />
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="skel" style={{ height: 14, marginTop: index === 0 ? 40 : 26 }} />
      ))}
    </div>
  )
}
