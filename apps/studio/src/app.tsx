import { MantineProvider } from "@mantine/core"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { queryClient } from "./api.ts"
import { MessageCorner } from "./messages/Corner.tsx"
import { router } from "./router.tsx"
import { useAppearance } from "./theme/appearance.ts"
import { cssVariables, theme } from "./theme/mantine.ts"

/** The studio: theme, wire and pages. */
export function App() {
  const appearance = useAppearance()
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={appearance}>
      <QueryClientProvider client={queryClient}>
        <MessageCorner />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
