import { Injectable } from '@nestjs/common';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

type GraphCloud = IdentityProviderSettings['graphCloud'];

/** Microsoft’s clouds: the host that gives tokens, and the host of Graph (learn.microsoft.com/graph/deployments). */
const HOSTS: Record<GraphCloud, { login: string; graph: string }> = {
  global: { login: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  usGovernment: { login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  usGovernmentDoD: { login: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: { login: 'https://login.chinacloudapi.cn', graph: 'https://microsoftgraph.chinacloudapi.cn' },
};

/** The only hosts that get this registration’s secret and a person’s id. The list is closed; only tests replace it. */
@Injectable()
export class GraphHosts {
  forCloud(cloud: GraphCloud): { login: string; graph: string } {
    return HOSTS[cloud];
  }
}
