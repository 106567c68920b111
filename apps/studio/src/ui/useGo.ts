import { useNavigate } from "@tanstack/react-router"
import { useCallback, useEffect, useRef } from "react"
import { linkTo } from "./Button.tsx"

/**
 * Leads on once an act is done, unless the page that began it is left by then: whoever went elsewhere while the answer was
 * on its way stays there.
 */
export function useGo(): (to: string, search?: Readonly<Record<string, string>>) => void {
  const navigate = useNavigate()
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return useCallback(
    (to, search) => {
      // The router's types want the literal of one route.
      if (here.current) void navigate(linkTo({ to, ...(search && { search }) }) as Parameters<typeof navigate>[0])
    },
    [navigate],
  )
}
