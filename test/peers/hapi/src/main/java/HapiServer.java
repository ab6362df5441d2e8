import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.jpa.config.dstu3.JpaDstu3Config;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.config.util.ResourceCountCacheUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.dstu3.JpaConformanceProviderDstu3;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IncomingRequestAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.context.support.IValidationSupport;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.persistence.EntityManagerFactory;
import java.net.URI;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * A HAPI FHIR JPA server on loopback, in memory: {@code HapiServer R4|DSTU3 port issuer seedToken}.
 *
 * <p>It takes access tokens of the issuer only, as its documentation says one should: signature by the issuer's key set,
 * audience, type, lifetime; then the scopes, type by type, reading and searching told apart. Whoever shows the seed token
 * may do anything: that is the test, filling the server. Prints "ready" when it listens.
 */
public class HapiServer {

  public static void main(String[] arguments) throws Exception {
    var r4 = arguments[0].equals("R4");
    var port = Integer.parseInt(arguments[1]);
    var context = new AnnotationConfigApplicationContext(r4 ? R4.class : Dstu3.class);
    var base = "http://127.0.0.1:" + port + "/fhir";
    var fhir = restfulServer(context, r4);
    fhir.registerInterceptor(new SmartTokens(arguments[2], base, arguments[3]));

    var server = new Server();
    var connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    var servlets = new ServletContextHandler();
    servlets.setContextPath("/");
    servlets.addServlet(new ServletHolder(fhir), "/fhir/*");
    server.setHandler(servlets);
    server.start();
    System.out.println("ready");
    // The test closes our standard input when it ends, however it ends.
    while (System.in.read() >= 0) {}
    server.stop();
    System.exit(0);
  }

  private static RestfulServer restfulServer(AnnotationConfigApplicationContext context, boolean r4) {
    var systemDao = context.getBean(IFhirSystemDao.class);
    var fhir = new RestfulServer(context.getBean(FhirContext.class));
    fhir.registerProviders(context.getBean(ResourceProviderFactory.class).createProviders());
    fhir.registerProvider(context.getBean(ca.uhn.fhir.jpa.provider.IJpaSystemProvider.class));
    var settings = context.getBean(JpaStorageSettings.class);
    var parameters = context.getBean(ISearchParamRegistry.class);
    fhir.setServerConformanceProvider(
        r4
            ? new JpaCapabilityStatementProvider(
                fhir, systemDao, settings, parameters, context.getBean(IValidationSupport.class))
            : new JpaConformanceProviderDstu3(fhir, systemDao, settings, parameters));
    fhir.setPagingProvider(context.getBean(DatabaseBackedPagingProvider.class));
    fhir.setServerAddressStrategy(new IncomingRequestAddressStrategy());
    return fhir;
  }

  /** What the server lets a token do: nothing without one, and with one what its scopes say. */
  @Interceptor
  public static class SmartTokens {
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final String seedToken;

    SmartTokens(String issuer, String audience, String seedToken) throws Exception {
      this.seedToken = seedToken;
      var keys = JWKSourceBuilder.create(URI.create(issuer + "/jwks").toURL()).retrying(true).build();
      processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256), keys));
      processor.setJWTClaimsSetVerifier(
          new DefaultJWTClaimsVerifier<>(
              audience,
              new JWTClaimsSet.Builder().issuer(issuer).build(),
              Set.of("exp", "scope", "client_id")));
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(RequestDetails request, RestOperationTypeEnum operation) {
      if (operation == RestOperationTypeEnum.METADATA) return;
      var header = request.getHeader("Authorization");
      if (header == null || !header.startsWith("Bearer ")) throw new AuthenticationException("no access token");
      var token = header.substring(7);
      if (token.equals(seedToken)) return;
      JWTClaimsSet claims;
      try {
        claims = processor.process(token, null);
      } catch (Exception error) {
        throw new AuthenticationException("the access token is not valid: " + error.getMessage());
      }
      var letter =
          switch (operation) {
            case READ, VREAD -> 'r';
            case SEARCH_TYPE, GET_PAGE -> 's';
            default -> throw new ForbiddenOperationException("not for tokens: " + operation);
          };
      var scope = (String) claims.getClaim("scope");
      // A further page names no type; only what was searched before can be paged through.
      var type = request.getResourceName();
      for (var one : scope.split(" ")) if (allows(one, type, letter)) return;
      throw new ForbiddenOperationException("the scope " + scope + " does not allow " + operation + " of " + type);
    }

    private static boolean allows(String scope, String type, char letter) {
      var match = java.util.regex.Pattern.compile("(patient|user|system)/([A-Za-z*]+)\\.([a-z*]+)").matcher(scope);
      if (!match.matches()) return false;
      var letters = Map.of("read", "rs", "write", "cud", "*", "cruds").getOrDefault(match.group(3), match.group(3));
      return letters.indexOf(letter) >= 0
          && (type == null || match.group(2).equals("*") || match.group(2).equals(type));
    }
  }

  @Configuration
  @Import({JpaR4Config.class, Common.class})
  public static class R4 {}

  @Configuration
  @Import({JpaDstu3Config.class, Common.class})
  public static class Dstu3 {}

  @Configuration
  @Import({
    JpaBatch2Config.class,
    Batch2JobsConfig.class,
    SubscriptionChannelConfig.class,
    SubscriptionSubmitterConfig.class,
    ThreadPoolFactoryConfig.class
  })
  public static class Common {
    @Bean
    public DataSource dataSource() {
      var source = new BasicDataSource();
      source.setUrl("jdbc:h2:mem:hapi;DB_CLOSE_DELAY=-1");
      source.setUsername("sa");
      return source;
    }

    @Bean
    public JpaStorageSettings storageSettings() {
      return new JpaStorageSettings();
    }

    @Bean
    public PartitionSettings partitionSettings() {
      return new PartitionSettings();
    }

    @Bean
    public SubscriptionSettings subscriptionSettings() {
      return new SubscriptionSettings();
    }

    @Bean
    public DatabaseBackedPagingProvider pagingProvider() {
      var paging = new DatabaseBackedPagingProvider();
      paging.setDefaultPageSize(20);
      paging.setMaximumPageSize(100);
      return paging;
    }

    @Bean
    public IStaleSearchDeletingSvc staleSearches() {
      return new StaleSearchDeletingSvcImpl();
    }

    @Bean
    public IResourceSupportedSvc resourceSupport(DaoRegistry daos) {
      return new DaoRegistryResourceSupportedSvc(daos);
    }

    /** Its name is looked up by the CapabilityStatement. */
    @Bean(name = "myResourceCountsCache")
    public ResourceCountCache resourceCounts(IFhirSystemDao<?, ?> systemDao) {
      return ResourceCountCacheUtil.newResourceCountCache(systemDao);
    }

    @Bean
    public LocalContainerEntityManagerFactoryBean entityManagerFactory(
        ConfigurableListableBeanFactory beans, FhirContext fhirContext, JpaStorageSettings settings, DataSource source) {
      var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhirContext, settings);
      factory.setPersistenceUnitName("HAPI");
      factory.setDataSource(source);
      var properties = new Properties();
      properties.put("hibernate.dialect", HapiFhirH2Dialect.class.getName());
      properties.put("hibernate.hbm2ddl.auto", "update");
      properties.put("hibernate.search.enabled", "false");
      factory.setJpaProperties(properties);
      return factory;
    }

    @Bean
    public JpaTransactionManager transactionManager(EntityManagerFactory factory) {
      return new JpaTransactionManager(factory);
    }
  }
}
