import { Module } from '@nestjs/common';
import { HttpModule } from '#src/http/http.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { AccessModule } from '#src/access/access.module.js';
import { UserAccessBrands } from './discovery/user-access-brands.js';
import { UserAccessBrandsStore } from './discovery/user-access-brands.store.js';
import { EhrLaunchStore } from './launch/ehr-launch.store.js';
import { EhrLaunches } from './launch/ehr-launches.js';
import { EncounterDirectory } from './launch/encounter-directory.js';
import { OwnPatients } from './launch/own-patient.js';
import { PatientDirectory } from './launch/patient-directory.js';
import { RecentPatientStore } from './launch/recent-patient.store.js';

/**
 * Owns the rules of SMART App Launch: scopes, launch context, discovery document. Issues no token and serves no route.
 */
@Module({
  imports: [HttpModule, ClientsModule, FhirClientModule, AccessModule],
  providers: [
    EhrLaunchStore,
    EhrLaunches,
    PatientDirectory,
    RecentPatientStore,
    OwnPatients,
    EncounterDirectory,
    UserAccessBrandsStore,
    UserAccessBrands,
  ],
  exports: [
    EhrLaunchStore,
    EhrLaunches,
    PatientDirectory,
    RecentPatientStore,
    OwnPatients,
    EncounterDirectory,
    UserAccessBrands,
  ],
})
export class SmartModule {}
