import type { Edges, EdgesOptions } from './edges.js'
import { openEmbeddedEdges } from './embedded-edges.js'
import { openServerEdges } from './server-edges.js'
import { isOnServers } from './servers.js'

/** Opens the edges that the settings name, with every topic. Waits for servers that do not answer yet. */
export const openEdges = (options: EdgesOptions): Promise<Edges> =>
  isOnServers(options.settings) ? openServerEdges(options) : openEmbeddedEdges(options)
